-- Books a batch of operations in one call; each has its own outcome, and a refused one writes nothing.
-- Accounts are locked first, in id order, so that two calls never wait for each other in a circle.
-- Of several reasons to refuse, the first of this order is told, as on SQLite: a used reference; the hold; accounts that
-- do not exist; a capture that is too large; then transfer by transfer what can be given back, freezing, funds.
CREATE FUNCTION ledger_post(account_ids bigint[], hold_ids bigint[], now_at bigint, batch jsonb)
RETURNS TABLE (refusal text, fields jsonb, operation bigint, moment bigint, repeated boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    booked_at bigint;
    latest bigint;
    command jsonb;
    leg jsonb;
    place integer;
    source bigint;
    target bigint;
    amount_minor bigint;
    code text;
    known record;
    side record;
    held_row record;
    original record;
    given bigint;
    taken bigint;
    targets bigint[];
    sources bigint[];
    amounts bigint[];
    codes text[];
    purposes text[];
    reversed integer[];
    lines bigint[];
BEGIN
    IF cardinality(hold_ids) > 0 THEN
        account_ids := account_ids || ARRAY(SELECT account_id FROM holds WHERE operation_id = ANY (hold_ids));
    END IF;
    SELECT max(last_entry_at) INTO latest FROM (
        SELECT last_entry_at FROM accounts WHERE id = ANY (account_ids) ORDER BY id FOR NO KEY UPDATE
    ) AS locked;

    FOR command IN SELECT value FROM jsonb_array_elements(batch) LOOP
        booked_at := now_at;
        IF latest > now_at THEN
            -- Some clock ran ahead: an operation follows the accounts that it touches, and no others of the batch.
            SELECT greatest(now_at, max(last_entry_at)) INTO booked_at FROM accounts WHERE id IN (
                SELECT (item ->> part)::bigint FROM jsonb_array_elements(command -> 'transfers') AS items (item),
                    generate_series(0, 1) AS part
                UNION ALL SELECT (command -> 'hold' ->> 0)::bigint
                UNION ALL SELECT account_id FROM holds WHERE operation_id = (command ->> 'hold_id')::bigint);
        END IF;
        refusal := NULL; fields := NULL; operation := NULL; moment := booked_at; repeated := false;
        SELECT id, content_hash, created_at INTO known FROM operations WHERE reference = command ->> 'reference';
        IF FOUND THEN
            IF known.content_hash = command ->> 'content_hash' THEN
                operation := known.id; moment := known.created_at; repeated := true;
            ELSE
                refusal := 'reference-reused'; fields := jsonb_build_object('reference', command ->> 'reference');
            END IF;
            RETURN NEXT;
            CONTINUE;
        END IF;
        BEGIN
            IF command ? 'hold_id' THEN
                SELECT * INTO held_row FROM holds WHERE operation_id = (command ->> 'hold_id')::bigint;
                IF NOT FOUND THEN
                    fields := jsonb_build_object('hold_id', (command ->> 'hold_id')::bigint);
                    RAISE SQLSTATE 'LEDGR' USING MESSAGE = 'hold-not-found';
                END IF;
                IF held_row.status <> 'open' THEN
                    fields := jsonb_build_object('hold_id', held_row.operation_id, 'status', held_row.status);
                    RAISE SQLSTATE 'LEDGR' USING MESSAGE = 'hold-not-open';
                END IF;
                IF command ->> 'outcome' = 'captured' AND held_row.expires_at <= now_at THEN
                    fields := jsonb_build_object('hold_id', held_row.operation_id, 'status', 'expired');
                    RAISE SQLSTATE 'LEDGR' USING MESSAGE = 'hold-not-open';
                END IF;
                IF command ->> 'outcome' = 'expired' AND (held_row.expires_at <= now_at) IS NOT TRUE THEN
                    fields := jsonb_build_object('hold_id', held_row.operation_id, 'status', 'open');
                    RAISE SQLSTATE 'LEDGR' USING MESSAGE = 'hold-not-open';
                END IF;
                IF command ->> 'outcome' = 'captured' THEN
                    SELECT coalesce(sum((value ->> 2)::bigint), 0) INTO taken
                    FROM jsonb_array_elements(command -> 'transfers')
                    WHERE (value ->> 0)::bigint = held_row.account_id;
                    IF taken = 0 OR taken > held_row.amount THEN
                        fields := jsonb_build_object('currency', held_row.currency, 'held_minor', held_row.amount);
                        RAISE SQLSTATE 'LEDGR' USING MESSAGE = 'capture-too-large';
                    END IF;
                END IF;
                UPDATE holds SET status = command ->> 'outcome' WHERE operation_id = held_row.operation_id;
                UPDATE accounts SET held = held - held_row.amount WHERE id = held_row.account_id;
            END IF;

            sources := '{}'; targets := '{}'; amounts := '{}'; codes := '{}'; purposes := '{}'; reversed := '{}';
            lines := '{}';
            FOR leg IN SELECT value FROM jsonb_array_elements(command -> 'transfers') LOOP
                source := leg ->> 0; target := leg ->> 1; amount_minor := leg ->> 2; code := leg ->> 3;
                place := leg ->> 5;
                IF place IS NOT NULL THEN
                    SELECT * INTO original FROM transfers
                    WHERE operation_id = (command ->> 'reverses_id')::bigint AND position = place;
                    IF NOT FOUND OR original.debit_account_id <> target OR original.credit_account_id <> source
                        OR original.currency <> code OR original.reverses_position IS NOT NULL THEN
                        RAISE SQLSTATE 'LEDGR' USING MESSAGE = 'not-reversible';
                    END IF;
                    SELECT coalesce(sum(transfers.amount), 0) INTO given
                    FROM operations JOIN transfers ON transfers.operation_id = operations.id
                    WHERE operations.reverses_id = original.operation_id AND transfers.reverses_position = place;
                    IF given + amount_minor > original.amount THEN
                        fields := jsonb_build_object('currency', code, 'left_minor', original.amount - given);
                        RAISE SQLSTATE 'LEDGR' USING MESSAGE = 'reversal-too-large';
                    END IF;
                END IF;
                UPDATE accounts
                SET balance = balance - amount_minor, sequence = sequence + 1, last_entry_at = booked_at
                WHERE id = source AND currency = code AND NOT frozen
                    AND (may_be_negative OR balance - held >= amount_minor)
                RETURNING balance, sequence, coalesce(customer_id, 0) AS customer_id INTO side;
                IF NOT FOUND THEN
                    SELECT why.refusal, why.fields INTO refusal, fields FROM ledger_why_not(source, code, amount_minor) AS why;
                    RAISE SQLSTATE 'LEDGR' USING MESSAGE = refusal;
                END IF;
                lines := lines || side.balance || side.sequence || side.customer_id::bigint;
                UPDATE accounts
                SET balance = balance + amount_minor, sequence = sequence + 1, last_entry_at = booked_at
                WHERE id = target AND currency = code
                RETURNING balance, sequence, coalesce(customer_id, 0) AS customer_id INTO side;
                IF NOT FOUND THEN
                    fields := jsonb_build_object('account_id', target);
                    RAISE SQLSTATE 'LEDGR' USING MESSAGE = 'account-not-found';
                END IF;
                lines := lines || side.balance || side.sequence || side.customer_id::bigint;
                sources := sources || source; targets := targets || target; amounts := amounts || amount_minor;
                codes := codes || code; purposes := purposes || (leg ->> 4); reversed := reversed || place;
            END LOOP;

            IF command ? 'hold' THEN
                source := command -> 'hold' ->> 0; amount_minor := command -> 'hold' ->> 1;
                code := command -> 'hold' ->> 2;
                UPDATE accounts SET held = held + amount_minor
                WHERE id = source AND currency = code AND NOT frozen AND balance - held >= amount_minor;
                IF NOT FOUND THEN
                    SELECT why.refusal, why.fields INTO refusal, fields FROM ledger_why_not(source, code, amount_minor) AS why;
                    RAISE SQLSTATE 'LEDGR' USING MESSAGE = refusal;
                END IF;
            END IF;

            INSERT INTO operations
                (reference, kind, customer_id, note, category, content_hash, created_at, reverses_id, hold_id)
            VALUES (command ->> 'reference', command ->> 'kind', (command ->> 'customer_id')::bigint,
                command ->> 'note', command ->> 'category', command ->> 'content_hash', booked_at,
                (command ->> 'reverses_id')::bigint, (command ->> 'hold_id')::bigint)
            RETURNING id INTO operation;
            FOR place IN 1 .. cardinality(sources) LOOP
                INSERT INTO transfers (operation_id, position, purpose, debit_account_id, credit_account_id, amount,
                    currency, reverses_position)
                VALUES (operation, place - 1, purposes[place], sources[place], targets[place], amounts[place],
                    codes[place], reversed[place]);
                INSERT INTO entries (account_id, sequence, operation_id, position, customer_id, amount,
                    balance_before, balance_after, created_at)
                VALUES (sources[place], lines[6 * place - 4], operation, place - 1, nullif(lines[6 * place - 3], 0),
                        -amounts[place], lines[6 * place - 5] + amounts[place], lines[6 * place - 5], booked_at),
                    (targets[place], lines[6 * place - 1], operation, place - 1, nullif(lines[6 * place], 0),
                        amounts[place], lines[6 * place - 2] - amounts[place], lines[6 * place - 2], booked_at);
            END LOOP;
            IF command ? 'hold' THEN
                INSERT INTO holds (operation_id, account_id, amount, currency, expires_at)
                VALUES (operation, source, amount_minor, code, (command -> 'hold' ->> 3)::bigint);
            END IF;
        EXCEPTION
            WHEN SQLSTATE 'LEDGR' THEN
                refusal := SQLERRM; operation := NULL;
                IF refusal NOT IN ('hold-not-found', 'hold-not-open', 'account-not-found') THEN
                    -- Looked for only now, so that what is booked pays nothing for the order of refusals.
                    SELECT (item ->> part)::bigint INTO source
                    FROM jsonb_array_elements(command -> 'transfers') WITH ORDINALITY AS items (item, nth),
                        generate_series(0, 1) AS part
                    WHERE NOT EXISTS (
                        SELECT 1 FROM accounts WHERE id = (item ->> part)::bigint AND currency = item ->> 3)
                    ORDER BY nth, part LIMIT 1;
                    IF FOUND THEN
                        refusal := 'account-not-found'; fields := jsonb_build_object('account_id', source);
                    END IF;
                END IF;
            WHEN unique_violation THEN
                -- A rival committed the same reference since we looked.
                fields := NULL;
                SELECT id, content_hash, created_at INTO known FROM operations WHERE reference = command ->> 'reference';
                IF NOT FOUND THEN
                    RAISE;
                ELSIF known.content_hash = command ->> 'content_hash' THEN
                    operation := known.id; moment := known.created_at; repeated := true;
                ELSE
                    operation := NULL;
                    refusal := 'reference-reused';
                    fields := jsonb_build_object('reference', command ->> 'reference');
                END IF;
        END;
        RETURN NEXT;
    END LOOP;
END $$;
