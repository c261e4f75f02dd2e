import core.plain_text
import django.db.models.deletion
from django.db import migrations, models


def shape_for_searching(apps, schema_editor):
    """Store postings and the map in the order they are read, and compare terms by their bytes.

    SQLite keeps a table without row ids as its primary key: half the space, and one look-up instead of two. PostgreSQL
    compares text by the rules of a language unless told otherwise; "C" is quicker and makes ranges of prefixes right. Its
    primary key carries the count too, so that a term's postings are read from the index alone.
    """
    if schema_editor.connection.vendor == "sqlite":
        for model, columns in (
            ("Posting", '"term" varchar(64) NOT NULL, "document_id" bigint NOT NULL, "tf" integer unsigned NOT NULL, "places" BLOB NOT NULL, PRIMARY KEY ("term", "document_id")'),
            ("FormMap", '"form" varchar(100) NOT NULL, "lemma" varchar(100) NOT NULL, PRIMARY KEY ("form", "lemma")'),
        ):
            table = apps.get_model("search", model)._meta.db_table
            schema_editor.execute(f'DROP TABLE "{table}"')
            schema_editor.execute(f'CREATE TABLE "{table}" ({columns}) WITHOUT ROWID')
        schema_editor.execute('CREATE INDEX "search_posting_document_id" ON "search_posting" ("document_id")')
    elif schema_editor.connection.vendor == "postgresql":
        for table, column, length in (
            ("posting", "term", 64),
            ("formmap", "form", 100),
            ("formmap", "lemma", 100),
            ("searchcount", "folded", 100),
        ):
            schema_editor.execute(f'ALTER TABLE "search_{table}" ALTER COLUMN "{column}" TYPE varchar({length}) COLLATE "C"')
        schema_editor.execute('ALTER TABLE "search_posting" DROP CONSTRAINT "search_posting_pkey"')
        schema_editor.execute('ALTER TABLE "search_posting" ADD PRIMARY KEY ("term", "document_id") INCLUDE ("tf")')


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("page_id", models.BigIntegerField(null=True)),
                ("locale", models.CharField(max_length=5)),
                ("kind", models.CharField(max_length=20)),
                ("length", models.PositiveIntegerField(help_text="In words, for the ranking.")),
                ("date", models.DateTimeField(null=True)),
                ("end", models.DateTimeField(null=True)),
                ("territory_code", models.CharField(blank=True, max_length=7)),
                ("cop", models.CharField(blank=True, max_length=80)),
                ("organiser", models.CharField(blank=True, max_length=80)),
                ("year", models.PositiveSmallIntegerField(help_text="Of the date, in Poland.", null=True)),
                ("image", models.BigIntegerField(null=True)),
                ("title", models.CharField(max_length=255)),
                (
                    "words",
                    models.CharField(blank=True, help_text="The title's folded words, each behind a space, for suggestions.", max_length=300),
                ),
                ("place", models.CharField(blank=True, max_length=250)),
                ("url_path", models.CharField(max_length=1000)),
                ("content_hash", models.CharField(max_length=64)),
            ],
            options={"indexes": [models.Index(fields=["locale", "length"], name="search_document_lengths")]},
        ),
        migrations.CreateModel(
            name="DocumentText",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="text",
                        serialize=False,
                        to="search.document",
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="DocumentTopic",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey("document_id", "topic", blank=True, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="topics", to="search.document"
                    ),
                ),
                ("topic", models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("pk", models.CompositePrimaryKey("term", "document_id", blank=True, editable=False, primary_key=True, serialize=False)),
                ("term", models.CharField(max_length=64)),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="postings",
                        to="search.document",
                    ),
                ),
                ("tf", models.PositiveIntegerField()),
                ("places", models.BinaryField(default=b"")),
            ],
        ),
        migrations.CreateModel(
            name="Lemma",
            fields=[("lemma", models.CharField(max_length=100, primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="FormMap",
            fields=[
                ("pk", models.CompositePrimaryKey("form", "lemma", blank=True, editable=False, primary_key=True, serialize=False)),
                ("form", models.CharField(max_length=100)),
                ("lemma", models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("pk", models.CompositePrimaryKey("locale", "form", blank=True, editable=False, primary_key=True, serialize=False)),
                ("locale", models.CharField(max_length=5)),
                ("form", models.CharField(help_text="Lower case, without diacritics.", max_length=40)),
                ("spelling", models.CharField(max_length=40)),
                ("beginning", models.CharField(max_length=3)),
                ("ending", models.CharField(max_length=3)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["locale", "beginning"], name="search_word_beginning"),
                    models.Index(fields=["locale", "ending"], name="search_word_ending"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="Dzień")),
                ("locale", models.CharField(max_length=5, verbose_name="Język")),
                ("query", models.CharField(max_length=100, verbose_name="Pytanie")),
                ("folded", models.CharField(max_length=100)),
                ("searches", models.PositiveIntegerField(default=0, verbose_name="Ile razy")),
                ("without_results", models.PositiveIntegerField(default=0, verbose_name="Bez wyników")),
            ],
            options={
                "verbose_name": "liczba pytań",
                "verbose_name_plural": "liczby pytań",
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["locale", "folded", "day"], name="search_count_beginnings")],
                "constraints": [models.UniqueConstraint(fields=("day", "locale", "query"), name="search_count_once")],
            },
        ),
        migrations.CreateModel(
            name="SilencedPhrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=100, validators=[core.plain_text.plain_line], verbose_name="Słowa")),
                (
                    "note",
                    models.CharField(blank=True, max_length=300, validators=[core.plain_text.plain_line], verbose_name="Notatka"),
                ),
                ("folded", models.CharField(editable=False, max_length=200, unique=True)),
            ],
            options={
                "verbose_name": "pomijane słowa",
                "verbose_name_plural": "pomijane słowa",
                "ordering": ("folded",),
            },
        ),
        migrations.CreateModel(
            name="Synonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "locale",
                    models.CharField(choices=[("pl", "polski"), ("en", "angielski")], default="pl", max_length=5, verbose_name="Język"),
                ),
                ("words", models.CharField(max_length=100, validators=[core.plain_text.plain_line], verbose_name="Słowo albo wyrażenie")),
                ("means", models.TextField(validators=[core.plain_text.plain_text], verbose_name="Znaczy też")),
                ("two_way", models.BooleanField(default=False, verbose_name="W obie strony")),
                (
                    "note",
                    models.CharField(blank=True, max_length=300, validators=[core.plain_text.plain_line], verbose_name="Notatka"),
                ),
                ("folded", models.CharField(editable=False, max_length=200)),
            ],
            options={
                "verbose_name": "synonim",
                "verbose_name_plural": "synonimy",
                "ordering": ("folded",),
                "constraints": [models.UniqueConstraint(fields=("locale", "folded"), name="search_synonym_once")],
            },
        ),
        migrations.RunPython(shape_for_searching, migrations.RunPython.noop),
    ]
