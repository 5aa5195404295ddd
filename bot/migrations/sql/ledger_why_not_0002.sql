-- Why an account does not give an amount in a currency: it is not there, it is frozen, or it has too little.
CREATE FUNCTION ledger_why_not(asked_id bigint, asked_currency text, needed_minor bigint, OUT refusal text, OUT fields jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_row record;
BEGIN
    SELECT frozen, balance - held AS available INTO found_row
    FROM accounts WHERE id = asked_id AND currency = asked_currency;
    IF NOT FOUND THEN
        refusal := 'account-not-found';
        fields := jsonb_build_object('account_id', asked_id);
    ELSIF found_row.frozen THEN
        refusal := 'account-frozen';
    ELSE
        refusal := 'insufficient-funds';
        fields := jsonb_build_object('currency', asked_currency, 'available_minor', found_row.available,
            'needed_minor', needed_minor);
    END IF;
END $$;
