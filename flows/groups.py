"""Which articles stand together in the menu: entry -> groups -> ids, in the order people should meet them.

An article that is not here stands under "Other topics" of its area's entry, so a new one is reached at once. An id
without an article yet shows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flows.move import N_

Group = tuple[str, tuple[str, ...]]

PAPERS: Final[tuple[Group, ...]] = (
    (
        N_("Ukraine: UKR status and CUKR"),
        (
            "ukraine-law-2026-changes",
            "temporary-protection-until-2027",
            "cukr-card",
            "cukr-vs-ukr",
            "diia-pl",
            "ukrainians-before-war-extended-stay",
            "ukrainian-passport-krakow",
            "ukrainian-consulate",
        ),
    ),
    (
        N_("Residence permit (karta pobytu)"),
        (
            "mos-online-filing",
            "temp-residence-work",
            "temp-residence-study",
            "temp-residence-family",
            "residence-fees",
            "permanent-residence",
            "eu-long-term-resident",
            "blue-card",
        ),
    ),
    (
        N_("Waiting, decision, card"),
        (
            "stamp-legal-stay-waiting",
            "permit-waiting-times",
            "malopolska-office-foreigners",
            "residence-card-collection-replacement",
            "change-employer-permit",
            "change-address-permit",
            "refusal-appeal",
            "return-decision",
        ),
    ),
    (
        N_("Visa, border, EU citizens, protection"),
        ("visa-free-ees", "eu-citizen-stay-registration", "international-protection"),
    ),
    (
        N_("Passport and lost papers"),
        ("passport-expired-lost", "belarus-travel-document", "scams-queue", "which-office-decides"),
    ),
    (N_("Citizenship, marriage, birth"), ("polish-citizenship", "karta-polaka", "usc-marriage", "usc-birth")),
    (N_("Driving and car"), ("driving-licence-exchange", "car-registration")),
)
ADDRESS: Final[tuple[Group, ...]] = (
    (
        N_("Address registration (meldunek)"),
        (
            "address-registration-basics",
            "address-registration-eu",
            "address-registration-non-eu",
            "address-registration-online",
            "landlord-refuses-registration",
            "deregistration",
            "registration-certificate",
        ),
    ),
    (
        N_("PESEL"),
        (
            "pesel-foreigner",
            "pesel-ukr-get",
            "pesel-ukr-confirm-identity",
            "pesel-ukr-lost-30-days",
            "pesel-ukr-children-data",
        ),
    ),
    (N_("Offices online"), ("trusted-profile", "mobywatel")),
)
SCHOOL: Final[tuple[Group, ...]] = (
    (
        N_("Going to school"),
        (
            "school-enrol-child",
            "school-refusal-no-documents",
            "compulsory-education",
            "school-class-placement",
            "ukrainian-online-school-duty",
            "school-calendar",
            "school-everyday",
            "education-guide-krakow",
        ),
    ),
    (N_("Nursery and kindergarten"), ("kindergarten-recruitment", "zerowka", "nursery-zlobek")),
    (
        N_("Help at school"),
        (
            "preparatory-class",
            "extra-polish-lessons-school",
            "intercultural-assistant",
            "special-needs-poradnia",
            "sunny-spaces",
            "school-bullying-discrimination",
            "religion-ethics",
        ),
    ),
    (
        N_("After primary school"),
        (
            "secondary-school-recruitment",
            "eighth-grade-exam",
            "recognition-school-certificate",
            "matura-foreigners",
            "vocational-adult-schools",
            "university-admission",
            "diploma-recognition-nawa",
        ),
    ),
    (
        N_("Money, meals, free time"),
        ("benefit-800plus", "dobry-start-300", "school-meals", "school-transport", "holiday-care", "libraries"),
    ),
)
HEALTH: Final[tuple[Group, ...]] = (
    (
        N_("Ill now"),
        ("sor-hospitals", "night-holiday-care", "tip-800190590", "interpreter-at-doctor", "private-visit-prices"),
    ),
    (
        N_("Insurance (NFZ)"),
        (
            "right-to-nfz",
            "nfz-ukr-2026",
            "nfz-work-and-family",
            "nfz-student",
            "nfz-voluntary",
            "asylum-seekers-health",
            "ewus-red",
            "uninsured",
        ),
    ),
    (
        N_("Doctor and medicines"),
        (
            "family-doctor",
            "specialist-referral",
            "doctor-waiting-times",
            "ikp-mojeikp",
            "e-prescription",
            "medicine-discounts",
            "dentist",
            "medical-records",
        ),
    ),
    (N_("Pregnancy and children"), ("pregnancy-birth", "newborn", "vaccinations")),
    (
        N_("Mind, crisis, violence"),
        (
            "crisis-lines",
            "psychologist",
            "psychological-help-adults",
            "psychological-help-children",
            "psychiatric-help",
            "domestic-violence",
            "addiction",
        ),
    ),
    (
        N_("Certificates, tests, travel"),
        ("sick-leave-l4", "disability-certificate", "rehabilitation", "sanepid-tests", "hiv-test", "ekuz"),
    ),
)
MORE: Final[tuple[Group, ...]] = (
    (
        N_("The Point and the city"),
        ("info-point", "timetable-this-week", "open-krakow-site-guide", "ask-the-city", "civic-budget"),
    ),
    (N_("Danger and rights"), ("emergency", "legal-help", "labour-exploitation", "discrimination")),
    (N_("Work, business, taxes"), ("work-labour-office", "start-business", "taxes-pit")),
    (N_("Home, bank, transport"), ("renting-a-flat", "bank-account", "sim-card", "transport-tickets", "going-home")),
    (N_("Help and money"), ("social-assistance-mops", "humanitarian-aid", "disability", "seniors", "roma")),
    (N_("Polish and culture"), ("polish-courses", "culture-events")),
)

GROUPS: Final[Mapping[str, tuple[Group, ...]]] = {
    "papers": PAPERS,
    "address": ADDRESS,
    "school": SCHOOL,
    "health": HEALTH,
    "more": MORE,
}
