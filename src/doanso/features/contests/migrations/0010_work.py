import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contests", "0009_shared_log"),
    ]

    operations = [
        migrations.AlterField(
            model_name="flag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("thiet_bi", "Same device"),
                    ("mang", "Same network, one after the other"),
                    ("dap_an", "The same answers, the wrong ones too"),
                    ("ho_ten", "Same name and year of birth"),
                    ("toc_do", "Faster than one can read"),
                    ("lien_he", "Same phone number or e-mail address"),
                    ("may_thi", "Answered from the same phone"),
                    ("can_bo", "Has a hand in the contest"),
                    ("doi_tuong", "Not of the audience"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Work",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(choices=[("cau_hoi", "How questions did"), ("nghi_van", "Doubts")], max_length=10),
                ),
                ("asked_at", models.DateTimeField()),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                ("figures", models.JSONField(default=dict)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="works", to="contests.round"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "what"), name="contests_work_once")],
            },
        ),
    ]
