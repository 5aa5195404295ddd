"""Every screen of records, budgets and what belongs to them."""

from aiogram.fsm.state import State, StatesGroup


class Money(StatesGroup):
    """Budgets, bills, goals and what else helps to keep track: where to go."""

    main = State()


class Filters(StatesGroup):
    """Which records the history shows."""

    main = State()
    period = State()
    currency = State()
    category = State()
    kind = State()
    person = State()
    search = State()


class RecordMore(StatesGroup):
    """What can be added to a record, and asked about it."""

    note = State()
    tags = State()
    past = State()
    receipt = State()
    dispute = State()


class Categories(StatesGroup):
    """The customer's own categories and rules, and the category of a record."""

    choose = State()
    chosen = State()
    split = State()
    part = State()
    main = State()
    one = State()
    name = State()
    parent = State()
    rules = State()
    rule = State()
    word = State()
    word_category = State()


class Budgets(StatesGroup):
    """Budgets: all, one, and the steps of making one."""

    main = State()
    one = State()
    suggest = State()
    category = State()
    amount = State()
    unit = State()
    own_days = State()
    carry = State()
    limit = State()
    new_carry = State()
    thresholds = State()
    move_from = State()
    move_amount = State()
    end = State()


class Telling(StatesGroup):
    """When the bot may speak up by itself: quiet hours and digests."""

    main = State()
    quiet = State()


class Upcoming(StatesGroup):
    """What is due soon, and what is overdue."""

    main = State()


class Report(StatesGroup):
    """Where the money went: figures and pictures."""

    main = State()


class Statement(StatesGroup):
    """A statement as a file."""

    main = State()
    first = State()
    last = State()


class Recurring(StatesGroup):
    """Scheduled transfers and bills: all, one, and the steps of making one."""

    main = State()
    one = State()
    end = State()
    name = State()
    payee = State()
    amount = State()
    every = State()
    first = State()
    until = State()
    remind = State()
    note = State()
    confirm = State()
    pin = State()


class Goals(StatesGroup):
    """Savings goals: all, one, and the steps of making one."""

    main = State()
    one = State()
    name = State()
    amount = State()
    day = State()
    put = State()
    take = State()
