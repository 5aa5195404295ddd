"""A tour of every screen: the way to each of them from the one before."""

from __future__ import annotations

import inspect

from aiogram.fsm.state import State, StatesGroup

from handlers import money_states, states
from handlers.states import (
    Checkout,
    Frozen,
    Help,
    History,
    Home,
    IdentityPages,
    LanguageChoice,
    Lock,
    Profile,
    Prove,
    Receive,
    Register,
    SecondFactor,
    Security,
    Support,
    TopUp,
    Transfer,
    Verify,
)
from tests.stage import Stage
from tests.stories.acts import (
    Tour,
    at,
    enters,
    forgets_proofs,
    holding,
    minute,
    presses,
    saves_codes,
    says,
    sees,
    shares,
    tells_code,
    tells_recovery_code,
    tells_sms,
)
from tests.stories.people import Phone
from tests.stories.screens import Walk, told
from tests.stories.steps import PASSWORD, PIN
from tests.stories.tours import (
    budgets,
    business,
    categories,
    claim_links,
    exchange,
    goals,
    invoices,
    payees,
    records,
    recurring,
    remittance,
    report,
    requests,
    statement,
    telling,
    upcoming,
)
from tests.stories.words import Words
from wallet.security.freezing import unfreeze
from wallet.trail import BY_SYSTEM

NEW_PIN, DURESS_PIN = "704613", "936158"


def all_states() -> set[State]:
    """Every screen that there is."""
    found = [item for module in (states, money_states) for _, item in inspect.getmembers(module, inspect.isclass)]
    groups = [item for item in found if issubclass(item, StatesGroup)]
    return {state for group in groups for state in group.__all_states__}


async def is_frozen_for_a_look(walk: Walk) -> None:
    await walk.phone.say("/freeze")
    await walk.reach(Frozen.main)


AREAS: Tour = (
    *payees.TOUR,
    *claim_links.TOUR,
    *requests.TOUR,
    *business.TOUR,
    *invoices.TOUR,
    *exchange.TOUR,
    *remittance.TOUR,
    *budgets.TOUR,
    *recurring.TOUR,
    *categories.TOUR,
    *records.TOUR,
    *telling.TOUR,
    *statement.TOUR,
    *report.TOUR,
    *upcoming.TOUR,
    *goals.TOUR,
)
"""Each begins with a command and finds Ann with money, without a second factor; Bob has a wallet too."""

SECURITY = (says("/security"), at(Security.main))
TO_PROVE = (*SECURITY, presses("security-pin"), at(Prove.password))

TOUR: Tour = (
    (Register.language, (says("/start"),)),
    (Register.name, (presses("language-en"),)),
    (Register.phone, (says("Ann Lee"),)),
    (Register.code, (shares,)),
    (Register.birthday, (tells_sms,)),
    (Register.password, (presses("register-birthday-skip"),)),
    (Register.pin, (says(PASSWORD),)),
    (Register.pin_again, (enters(PIN),)),
    (Home.main, (enters(PIN),)),
    (TopUp.amount, (presses("home-top-up"),)),
    (TopUp.done, (says("500"),)),
    (Transfer.payee, (says("/transfer"),)),
    (Transfer.amount, (says("@bob"),)),
    (Checkout.confirm, (says("3"),)),
    (Checkout.pin, (holding("✅"),)),
    (Checkout.receipt, (enters(PIN),)),
    (History.page, (says("/history"),)),
    (History.record, (holding("3.00"),)),
    (Receive.main, (says("/receive"),)),
    (LanguageChoice.main, (says("/language"),)),
    (Help.main, (says("/help"),)),
    (Support.write, (says("/support"), at(Support.write), says("Hello, is somebody there?"),
                     sees("support-sent", ticket=""))),
    (Verify.ask, (says("/verify"),)),
    *AREAS,
    (Lock.pin, (says("/lock"),)),
    (Security.main, (enters(PIN), at(Home.main), *SECURITY)),
    (Security.activity, (presses("security-activity"),)),
    (Prove.password, (*SECURITY, presses("security-password"))),
    (Security.password, (says(PASSWORD),)),
    (Prove.pin, (*TO_PROVE, presses("prove-forgot"))),
    (Prove.phone, (minute, enters(PIN))),
    (Security.forgotten, (tells_sms,)),
    (Security.phrase, (*SECURITY, presses("security-phrase"), at(Prove.password), says(PASSWORD))),
    (Security.settings, (*SECURITY, presses("security-settings"), at(Prove.password), says(PASSWORD))),
    (Security.duress, (*SECURITY, presses("security-duress"), at(Prove.password), says(PASSWORD))),
    (Security.duress_again, (enters(DURESS_PIN),)),
    (Profile.main, (enters(DURESS_PIN), at(Security.main), presses("security-profile"))),
    (Profile.name, (presses("profile-name"), at(Prove.password), says(PASSWORD))),
    (Profile.address, (presses("back"), at(Profile.main), presses("profile-address"))),
    (Profile.email, (presses("back"), at(Profile.main), presses("profile-email"))),
    (Profile.birthday, (presses("back"), at(Profile.main), presses("profile-birthday"))),
    (Profile.time_zone, (presses("back"), at(Profile.main), presses("profile-zone"))),
    (Profile.currency, (presses("back"), at(Profile.main), presses("profile-currency"))),
    (Profile.erase, (presses("back"), at(Profile.main), presses("profile-erase"))),
    (IdentityPages.main, (*SECURITY, presses("security-identity"))),
    (IdentityPages.claim, (presses("identity-document"),)),
    (IdentityPages.photo, (says("Ann Lee"),)),
    (SecondFactor.main, (*SECURITY, presses("security-totp"))),
    (SecondFactor.set_up, (presses("totp-begin"), at(Prove.password), says(PASSWORD))),
    (SecondFactor.codes, (tells_code,)),
    (SecondFactor.reset, (saves_codes, at(SecondFactor.main), presses("totp-lost"))),
    (SecondFactor.main, (presses("totp-reset-ask"), at(Prove.password), says(PASSWORD), at(Prove.second),
                         tells_recovery_code)),
    (Prove.second, (forgets_proofs, *TO_PROVE, says(PASSWORD))),
    (Security.pin, (tells_code,)),
    (Security.pin_again, (enters(NEW_PIN),)),
    (Security.step_up, (*SECURITY, presses("security-settings"), at(Prove.password), says(PASSWORD), at(Prove.second),
                        tells_code, at(Security.settings), presses("security-step-up"))),
    (Security.duress, (*SECURITY, presses("security-duress"), at(Prove.password), says(PASSWORD), at(Prove.second),
                       tells_code)),
    (Checkout.second, (says("/transfer"), at(Transfer.payee), says("@bob"), at(Transfer.amount), says("4"),
                       at(Checkout.confirm), holding("✅"))),
    (Checkout.pin, (tells_code,)),
    (Frozen.main, (is_frozen_for_a_look,)),
)  # fmt: skip
"""A way to each screen from the one before. A screen that two states of the account show differently is seen twice."""

SHORT = {Security.pin_again: NEW_PIN, Checkout.pin: PIN}
"""Screens that are also looked at with all digits but the last: one press, and it is done."""


async def tour(stage: Stage, phone: Phone, say: Words) -> Walk:
    """See every screen. A state without a way fails."""
    unknown = all_states() - {state for state, _ in TOUR}
    assert not unknown, f"no way known to {sorted(str(state.state) for state in unknown)}: add it to TOUR"
    walk = Walk(stage, phone, say)
    for state, acts in TOUR:
        for act in acts:
            await act(walk)
        await walk.reach(state)
        await walk.look(state)
        if state in SHORT and walk.authenticator is not None:
            pin = SHORT[state]
            await walk.phone.enter_pin(pin[:-1])
            await walk.reach(state)
            await walk.look(state, short=pin[-1])
    await walk.look_at_notices()
    owner = await stage.application.container.customers.recognise(phone.person, "ann")
    assert owner is not None
    await stage.application.container.database.write(lambda work: unfreeze(work, owner.id, BY_SYSTEM))
    await told(stage)
    return walk
