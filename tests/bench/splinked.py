"""Splink 5 on the same records, set up as its documentation does for such data; values folded as ours are."""

import pandas
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
from splink.internals.comparison_creator import ComparisonCreator

from backend.contacts.matching import prepare
from tests.bench.linked import Linked

_BLOCKS = [
    ("given", "surname"), ("surname", "postcode"), ("given", "postcode"), ("birth",), ("street", "number"),
    ("postcode", "number"), ("surname", "birth_year"), ("given", "birth_year"), ("city", "surname"), ("phone",),
    ("email",), ("mobile",), ("organisation", "surname"), ("organisation", "given"),
]  # fmt: skip
_TRAINED_ON = [("birth",), ("given", "surname")]
"""Never on an address, a number or a mailbox: colleagues and households would pass for duplicates."""
_SURE = [
    ("given", "surname", "birth"),
    ("given", "surname", "postcode"),
    ("street", "number", "surname", "given"),
]


def predictions(data: Linked) -> list[tuple[tuple[str, str], float]]:
    """Pairs of ids (the smaller first), each with its probability, from 0.01 on."""
    table = _table(data)
    known = {name for name in table.columns if table[name].notna().any()}
    api = DuckDBAPI()
    sources = (
        [table] if not data.files else [part for _, part in table.groupby(table.unique_id.map(data.files))]
    )
    frames = [
        api.register(part.reset_index(drop=True), dataset_display_name=f"file_{place}")
        for place, part in enumerate(sources)
    ]
    settings = _settings(known, linked=bool(data.files))
    linker = Linker(frames if data.files else frames[0], settings, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(
        [block_on(*names) for names in _SURE if known.issuperset(names)], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for names in _TRAINED_ON:
        if known.issuperset(names):
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*names), record_sample_proportion=1.0
            )
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    ends = zip(found.unique_id_l, found.unique_id_r, found.match_probability, strict=True)
    return [((min(a, b), max(a, b)), float(score)) for a, b, score in ends]


def _settings(known: set[str], *, linked: bool) -> SettingsCreator:
    comparisons = _of_an_office(known) if "email" in known else _of_a_register()
    return SettingsCreator(
        link_type="link_only" if linked else "dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on(*names) for names in _BLOCKS if known.issuperset(names)
        ],
        retain_intermediate_calculation_columns=False,
    )


def _of_a_register() -> list[ComparisonCreator]:
    return [
        cl.ForenameSurnameComparison("given", "surname", forename_surname_concat_col_name="whole_name"),
        _birth(),
        cl.JaroWinklerAtThresholds("street", [0.95, 0.88, 0.7]),
        cl.ExactMatch("number"),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("city", [0.92, 0.8]).configure(term_frequency_adjustments=True),
    ]


def _of_an_office(known: set[str]) -> list[ComparisonCreator]:
    """The best of six that were tried on seeds 1 and 2 of the French base; mobiles are compared like landlines.

    With street, town and organisation compared as well, colleagues agree everywhere and its best F1 falls to 0.57.
    """
    return [
        cl.JaroWinklerAtThresholds("given", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        _birth(),
        cl.ExactMatch("email").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("phone", [1]).configure(term_frequency_adjustments=True),
        *(
            [cl.DamerauLevenshteinAtThresholds("mobile", [1]).configure(term_frequency_adjustments=True)]
            if "mobile" in known
            else []
        ),
        cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
    ]


def _birth() -> ComparisonCreator:
    return cl.DateOfBirthComparison(
        "birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=False
    )


def _table(data: Linked) -> pandas.DataFrame:
    """One value a field, None where there is none."""
    rows = []
    for record in map(prepare, data.records):
        surname = record.surnames[0] if record.surnames else ""
        rows.append({
            "unique_id": record.id,
            "given": record.given,
            "surname": surname,
            "whole_name": f"{record.given} {surname}" if record.given and surname else "",
            "birth": record.birth,
            "birth_year": record.birth[:4],
            "street": record.street,
            "number": record.number,
            "postcode": record.postcode,
            "city": record.city,
            "email": next(iter(record.emails), ""),
            "phone": next(iter(record.phones), ""),
            "mobile": next(iter(record.mobiles), ""),
            "organisation": record.organisation,
        })  # fmt: skip
    return pandas.DataFrame(rows).replace("", None)
