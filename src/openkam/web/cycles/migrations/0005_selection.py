from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cycles", "0002_setup")]

    operations = [
        migrations.AddField(
            model_name="cycle",
            name="answers_revision",
            field=models.PositiveIntegerField(default=1, editable=False),
        )
    ]
