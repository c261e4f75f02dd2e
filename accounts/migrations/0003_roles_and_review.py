import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_initial'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='CopReviewTaskState',
            fields=[
                ('taskstate_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.taskstate')),
                ('exception', models.CharField(blank=True, choices=[('single_moderator', 'jedyna osoba moderująca w COP')], default='', max_length=20, verbose_name='wyjątek')),
            ],
            options={
                'verbose_name': 'sprawdzenie tekstu',
                'verbose_name_plural': 'sprawdzenia tekstów',
            },
            bases=('wagtailcore.taskstate',),
        ),
        migrations.CreateModel(
            name='CopReviewTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('single_moderator_exempt', models.BooleanField(default=False, help_text='Działa tylko wtedy, gdy w grupie moderacji jest jedna osoba. Każde takie zatwierdzenie trafia do historii strony.', verbose_name='jedyna osoba moderująca może zatwierdzać własne teksty')),
                ('cop', models.OneToOneField(limit_choices_to={'kind': 'cop'}, on_delete=django.db.models.deletion.CASCADE, related_name='review_task', to='accounts.organisation', verbose_name='COP')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'sprawdzenie tekstu w COP',
                'verbose_name_plural': 'sprawdzenia tekstów w COP',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='RoleGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('editor', 'redakcja COP'), ('moderator', 'moderacja COP'), ('cio', 'administracja CIO'), ('officer', 'urząd (JST)')], max_length=9, verbose_name='rola')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='portal_role', to='auth.group', verbose_name='grupa')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='role_groups', to='accounts.organisation', verbose_name='organizacja')),
            ],
            options={
                'verbose_name': 'grupa roli',
                'verbose_name_plural': 'grupy ról',
                'permissions': [('open_cop', 'Może otwierać COP i prowadzić cały portal')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'role'), name='accounts_rolegroup_once')],
            },
        ),
    ]
