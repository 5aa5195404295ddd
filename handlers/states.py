"""Every screen of every conversation."""

from aiogram.fsm.state import State, StatesGroup


class Register(StatesGroup):
    """From nothing to a wallet."""

    language = State()
    name = State()
    phone = State()
    code = State()
    birthday = State()
    password = State()
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
    note = State()


class Payees(StatesGroup):
    """Whom the customer pays: recent and saved."""

    main = State()
    one = State()
    alias = State()
    cool_off = State()


class Waiting(StatesGroup):
    """Transfers that wait before they are sent."""

    main = State()


class ClaimLinks(StatesGroup):
    """Money by link: making one, the list of one's own, and taking what somebody gives."""

    mine = State()
    amount = State()
    options = State()
    note = State()
    password = State()
    only_for = State()
    link = State()
    claim = State()
    taken = State()


class Checkout(StatesGroup):
    """From a confirm card to a receipt, whatever is paid."""

    confirm = State()
    second = State()
    pin = State()
    receipt = State()


class Exchange(StatesGroup):
    """From which currency to which, and how much."""

    amount = State()
    pays = State()
    gets = State()


class Rates(StatesGroup):
    """Rates, charts and rate alerts."""

    main = State()
    chart = State()
    alert = State()
    alerts = State()


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


class Lock(StatesGroup):
    """The session is locked: the PIN opens it."""

    pin = State()


class Frozen(StatesGroup):
    """The wallet is frozen: what that means, and the way back."""

    main = State()


class Prove(StatesGroup):
    """What a sensitive change asks for first."""

    password = State()
    second = State()
    pin = State()
    phone = State()


class Security(StatesGroup):
    """How safe the account is, and what to do next."""

    main = State()
    password = State()
    forgotten = State()
    pin = State()
    pin_again = State()
    duress = State()
    duress_again = State()
    phrase = State()
    settings = State()
    step_up = State()
    activity = State()


class SecondFactor(StatesGroup):
    """Codes from an authenticator, and the recovery codes behind them."""

    main = State()
    set_up = State()
    codes = State()
    reset = State()


class Profile(StatesGroup):
    """What the customer told about themselves."""

    main = State()
    name = State()
    address = State()
    email = State()
    birthday = State()
    time_zone = State()
    currency = State()
    erase = State()


class IdentityPages(StatesGroup):
    """The level that the customer has, its limits, and how to rise."""

    main = State()
    claim = State()
    photo = State()


class Verify(StatesGroup):
    """Whether a name, a link or a staff code is really ours."""

    ask = State()


class Invoices(StatesGroup):
    """What a merchant asks for: the list, making one, and one of them."""

    main = State()
    amount = State()
    note = State()
    terms = State()
    payer = State()
    one = State()


class Ask(StatesGroup):
    """Asking somebody for money."""

    payee = State()
    amount = State()
    note = State()
    check = State()


class Requests(StatesGroup):
    """Requests for money: both sides' lists, one of them, and declining it."""

    main = State()
    one = State()
    decline = State()


class Split(StatesGroup):
    """Splitting a bill, and the bills that were split."""

    total = State()
    note = State()
    people = State()
    check = State()
    main = State()
    one = State()


class Business(StatesGroup):
    """The merchant's page, and asking for a shop or a change of it."""

    main = State()
    name = State()
    category = State()
    logo = State()


class Sales(StatesGroup):
    """What a merchant was paid, page by page, and one of them."""

    page = State()
    one = State()


class Refund(StatesGroup):
    """From a sale to money given back."""

    amount = State()
    reason = State()
    check = State()
    pin = State()
    done = State()


class Scan(StatesGroup):
    """A picture of a code is awaited, or one of its codes is to be chosen."""

    ask = State()
    choose = State()


class PayMerchant(StatesGroup):
    """How much to pay at a shop's printed code."""

    amount = State()


class Remittance(StatesGroup):
    """Money abroad: what was sent, the steps of sending, one of them, and calling it back."""

    main = State()
    country = State()
    euro = State()
    amount = State()
    preview = State()
    recipient = State()
    account = State()
    name = State()
    purpose = State()
    page = State()
    cancel = State()
