"""What is deleted for good leaves nothing behind in the journals of merges."""

from backend.contacts.models import DuplicatePair, MergeOperation, Organisation, Person


def forget_merges(record: Person | Organisation) -> None:
    """The merges that ended in RECORD go, with the rows that they kept, and what was found of its duplicates.

    Those who went into it are deleted with it.
    """
    ids, new = {record.pk}, {record.pk}
    while new:
        new = (
            set(type(record)._default_manager.filter(merged_into__in=new).values_list("pk", flat=True)) - ids
        )
        ids |= new
    MergeOperation.objects.filter(keeper__in=ids).delete()
    DuplicatePair.objects.filter(a__in=ids).delete()
    DuplicatePair.objects.filter(b__in=ids).delete()
