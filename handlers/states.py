"""Every screen of every conversation."""

from aiogram.fsm.state import State, StatesGroup


class Register(StatesGroup):
    """From nothing to a wallet."""

    language = State()
    name = State()
    phone = State()
    code = State()
    pin = State()
    pin_again = State()


class Home(StatesGroup):
    """Balances and what to do next."""

    main = State()


class TopUp(StatesGroup):
    """Play money, in the sandbox only."""

    amount = State()
    done = State()


class Transfer(StatesGroup):
    """Money to another customer."""

    payee = State()
    amount = State()
    confirm = State()
    pin = State()
    receipt = State()


class History(StatesGroup):
    """Records, page by page, and one of them."""

    page = State()
    record = State()


class Receive(StatesGroup):
    """The customer's own number, to show to a payer."""

    main = State()


class LanguageChoice(StatesGroup):
    """The language of everything."""

    main = State()


class Help(StatesGroup):
    """What can be done here, and how to reach a person."""

    main = State()


class Support(StatesGroup):
    """Talking with a person at the desk."""

    write = State()
