"""What is sealed opens only where it belongs, and fingerprints tell nothing without the key."""

from __future__ import annotations

import pytest

from wallet.security.vault import SealBroken, Vault

OLD, NEW = bytes(range(32)), bytes(range(1, 33))


def test_a_sealed_value_opens_at_its_place_only(vault: Vault) -> None:
    sealed = vault.seal("王小明", "customers/name/1")
    assert "王小明" not in sealed
    assert vault.open(sealed, "customers/name/1") == "王小明"
    with pytest.raises(SealBroken):
        vault.open(sealed, "customers/name/2")


def test_equal_values_are_sealed_differently(vault: Vault) -> None:
    assert vault.seal("1", "place") != vault.seal("1", "place")


def test_changed_or_foreign_values_do_not_open(vault: Vault) -> None:
    sealed = vault.seal("secret", "place")
    name, _, body = sealed.partition(".")
    changed = body[:20] + ("A" if body[20] != "A" else "B") + body[21:]
    for broken in (
        f"{name}.{changed}",
        f"{name}.{body[:8]}",
        f"{name}.",
        f"{name}.?!",
        "",
        f"other.{body}",
        f"{name}.é",
    ):
        with pytest.raises(SealBroken):
            vault.open(broken, "place")
    with pytest.raises(SealBroken):
        Vault({"test": NEW}, "test").open(sealed, "place")


def test_a_new_key_leaves_everything_as_it_was() -> None:
    before, after = Vault({"a": OLD}, "a"), Vault({"b": NEW, "a": OLD}, "b")
    assert after.open(before.seal("secret", "place"), "place") == "secret"
    assert after.fingerprint("+8613800138000", "phone") == before.fingerprint("+8613800138000", "phone")
    assert after.pepper == before.pepper
    assert after.seal("secret", "place").startswith("b.")
    with pytest.raises(SealBroken):
        before.open(after.seal("secret", "place"), "place")


def test_fingerprints_depend_on_value_purpose_and_key(vault: Vault) -> None:
    other = Vault({"test": NEW}, "test")
    found = {vault.fingerprint("1", "phone"), vault.fingerprint("2", "phone"), vault.fingerprint("1", "code")}
    assert len(found | {other.fingerprint("1", "phone")}) == 4
    assert vault.fingerprint("1", "phone") == vault.fingerprint("1", "phone")


@pytest.mark.parametrize(("keys", "current"), [({}, "a"), ({"a": b"short"}, "a"), ({"a": OLD}, "b")])
def test_wrong_keys_are_refused(keys: dict[str, bytes], current: str) -> None:
    with pytest.raises(ValueError, match="32-byte"):
        Vault(keys, current)


def test_no_key_is_shown(vault: Vault) -> None:
    assert repr(vault) == "Vault(current='test')"
