"""RF-23: who is told of what waits for a right."""

from backend.accounts.models import User
from backend.accounts.queries import holders_of
from tests.conftest import Cast


def test_holders_have_the_right_by_a_role_or_as_superuser_and_can_sign_in(cast: Cast) -> None:
    root = User.objects.create_superuser(username="root", email="root@example.org", password=None)
    assert set(holders_of("contacts.import_contacts")) == {cast.admin, root}
    assert set(holders_of("contacts.view_person")) == {
        cast.admin,
        cast.editor,
        cast.colleague,
        cast.manager,
        root,
    }
    User.objects.filter(pk=cast.admin.pk).update(is_active=False)
    assert set(holders_of("contacts.import_contacts")) == {root}


def test_holders_come_once_with_two_roles(cast: Cast) -> None:
    cast.editor.groups.add(*cast.manager.groups.all())
    assert list(holders_of("contacts.view_person")).count(cast.editor) == 1
