import accounts.models.mail
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_roles_and_review'),
    ]

    operations = [
        migrations.AlterField(
            model_name='membership',
            name='organisation',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='accounts.organisation', verbose_name='organizacja'),
        ),
        migrations.CreateModel(
            name='MailMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=50)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('message_id', models.CharField(default=accounts.models.mail.new_message_id, max_length=200, unique=True)),
                ('mode', models.CharField(choices=[('now', 'od razu'), ('daily', 'raz dziennie, w jednym liście'), ('off', 'wcale')], default='now', max_length=5)),
                ('template', models.CharField(blank=True, max_length=100)),
                ('context', models.JSONField(blank=True, default=dict)),
                ('subject', models.CharField(blank=True, max_length=250)),
                ('text', models.TextField(blank=True)),
                ('language', models.CharField(default='pl', max_length=5)),
                ('dedupe', models.CharField(blank=True, max_length=150)),
                ('created', models.DateTimeField(default=django.utils.timezone.now)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('digest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='accounts.mailmessage')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to=settings.AUTH_USER_MODEL, verbose_name='osoba')),
            ],
            options={
                'verbose_name': 'e-mail',
                'verbose_name_plural': 'e-maile',
                'ordering': ['pk'],
                'indexes': [models.Index(condition=models.Q(('digest__isnull', True), ('dropped_at__isnull', True), ('mode', 'daily'), ('sent_at__isnull', True)), fields=['recipient', 'id'], name='accounts_mail_for_digest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('dedupe', ''), _negated=True), fields=('kind', 'recipient', 'dedupe'), name='accounts_mail_dedupe_once')],
            },
        ),
        migrations.CreateModel(
            name='MailPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=50, verbose_name='rodzaj')),
                ('mode', models.CharField(choices=[('now', 'od razu'), ('daily', 'raz dziennie, w jednym liście'), ('off', 'wcale')], max_length=5, verbose_name='kiedy')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_preferences', to=settings.AUTH_USER_MODEL, verbose_name='osoba')),
            ],
            options={
                'verbose_name': 'ustawienie e-maili',
                'verbose_name_plural': 'ustawienia e-maili',
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='accounts_mailpreference_once')],
            },
        ),
    ]
