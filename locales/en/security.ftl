### Security: words for the activity list and official notices

activity-registered = Wallet opened
activity-pin-changed = Payment PIN changed
activity-password-changed = Account password changed
activity-pin-locked = Several wrong PINs: locked for a while
activity-password-locked = Several wrong passwords: locked for a while
activity-totp-locked = Several wrong authenticator codes: locked for a while
activity-recovery-locked = Several wrong recovery codes: locked for a while
activity-totp-on = Two-step verification switched on
activity-totp-off = Two-step verification switched off
activity-totp-replaced = Two-step verification moved to another device
activity-recovery-made = New recovery codes made
activity-recovery-used = A recovery code was used
activity-reset-requested = Change of two-step verification asked for, without the old device
activity-reset-cancelled = Change of two-step verification cancelled
activity-frozen = Wallet frozen
activity-unfrozen = Wallet unfrozen
activity-session-locked = Session locked
activity-session-opened = Session opened with the PIN
activity-profile-changed = Profile changed
activity-phrase-set = Anti-phishing phrase set
activity-settings-changed = Security settings changed
activity-erased = Wallet closed, personal data erased
activity-review-asked = Identity documents handed in
activity-review-decided = Identity documents reviewed
activity-personal-data-read = Support looked at what you handed in
activity-unfreeze-asked = Support asked for your wallet to be unfrozen

notice-security =
    <b>🔐 Security notice</b>
    { $what }
    { $when }

    If this was you, there is nothing to do. If not, freeze your wallet now with the button below.
notice-phrase = 🔖 Your phrase: { $phrase }
notice-identity-decided = { $status ->
    [approved] <b>✅ Identity verified</b>
    [refused] <b>Identity not verified</b>
   *[again] <b>Please send your documents again</b>
}
