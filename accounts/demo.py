"""Demo organisations, and the people of each role."""

from __future__ import annotations

from accounts.models import LegalForm, Membership, Organisation, User
from core.demo.loading import DemoRun
from core.demo.reading import fixture
from core.registry import DemoLoader, demo_loaders

LEGAL_FORMS = {str(label): value for value, label in LegalForm.choices}
MEMBER_ROLES = {"ngo_owner": Membership.Role.OWNER, "ngo_editor": Membership.Role.EDITOR, "jst_officer": Membership.Role.EDITOR}


def load_organisations(run: DemoRun) -> None:
    """NGOs and local governments; the COPs are opened with their folders by home."""
    rows = fixture("organisations")
    run.organisations.update({organisation.slug: organisation for organisation in Organisation.objects.all()})
    for kind, group in (("jst", rows["jst"]), ("ngo", rows["ngos"])):
        for row in group:
            key = f"organisation:{row['slug']}"
            if row["slug"] in run.organisations or run.is_loaded(key):
                continue
            organisation = Organisation(
                kind=kind,
                legal_form=LEGAL_FORMS.get(row.get("legal_form", ""), LegalForm.LOCAL_GOVERNMENT if kind == "jst" else LegalForm.OTHER),
                territory=run.territories[row["territory"]],
                **{
                    name: str(row.get(name) or "")
                    for name in ("slug", "name", "town", "address", "email", "phone", "website", "krs", "nip", "regon")
                },
            )
            organisation.full_clean()
            organisation.save()
            run.organisations[row["slug"]] = organisation
            run.remember(key, organisation.pk)


def load_users(run: DemoRun) -> None:
    """One person for each role and COP, with a confirmed address, in the groups that `setup_roles` made."""
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    from accounts import roles

    # One hash for all: the demo's password is the same for everybody and printed on the log-in page.
    hashed: dict[str, str] = {}
    for row in fixture("users"):
        key = f"user:{row['email']}"
        user = User.objects.filter(email=row["email"]).first()
        if user is None and not run.is_loaded(key):
            password = hashed.setdefault(row["password"], make_password(row["password"]))
            user = User.objects.create(email=row["email"], first_name=row["first_name"], last_name=row["last_name"], password=password)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            roles.assign_demo_role(user, row["role"], run.organisations.get(row.get("cop") or row.get("organisation") or ""))
            if row["role"] in MEMBER_ROLES:
                own = {"organisation": row["organisation"], "role": MEMBER_ROLES[row["role"]]}
                for membership in [own, *(row.get("also") or [])]:
                    Membership.objects.create(
                        user=user, organisation=run.organisations[membership["organisation"]], role=membership["role"]
                    )
            run.remember(key, user.pk)
        if user is not None:
            run.users[row["email"]] = user


demo_loaders.append(DemoLoader("organisations", load_organisations, 20))
demo_loaders.append(DemoLoader("users", load_users, 40))
