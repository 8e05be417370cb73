# A table between a run and its files takes the place of the plain many-to-many, which Django cannot alter.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0002_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='importrun',
            options={'ordering': ['-created_at', '-id']},
        ),
        migrations.RemoveField(
            model_name='importrun',
            name='content',
        ),
        migrations.RemoveField(
            model_name='importrun',
            name='mapping',
        ),
        migrations.AddField(
            model_name='importrun',
            name='changes',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='importrun',
            name='error',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='importrun',
            name='rejects',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='rememberedmapping',
            name='content',
            field=models.CharField(choices=[('lines', 'Invoice lines'), ('accounts', 'List of accounts'), ('product', 'Names of products'), ('salesperson', 'Names of salespeople'), ('territory', 'Names of territories')], default='lines', max_length=12),
        ),
        migrations.CreateModel(
            name='RunFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=320)),
                ('content', models.CharField(choices=[('lines', 'Invoice lines'), ('accounts', 'List of accounts'), ('product', 'Names of products'), ('salesperson', 'Names of salespeople'), ('territory', 'Names of territories')], default='lines', max_length=12)),
                ('mapping', models.JSONField(null=True)),
                ('preview', models.JSONField(null=True)),
                ('problems', models.JSONField(default=list)),
                ('rows_counted', models.BigIntegerField(null=True)),
                ('rows_complete', models.BooleanField(default=False)),
                ('error', models.JSONField(null=True)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('is_remembered', models.BooleanField(default=False)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='run_files', to='imports.importrun')),
                ('stored', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='run_files', to='imports.storedfile')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RemoveField(
            model_name='importrun',
            name='files',
        ),
        migrations.AddField(
            model_name='importrun',
            name='files',
            field=models.ManyToManyField(through='imports.RunFile', to='imports.storedfile'),
        ),
        migrations.AddConstraint(
            model_name='runfile',
            constraint=models.UniqueConstraint(fields=('run', 'name'), name='one_name_per_file_of_a_run'),
        ),
    ]
