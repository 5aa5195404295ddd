### Quick commands: the words that are understood (separated by |, either language's words in either chat) and their texts

quick-words-pay = send|pay|transfer
quick-words-to = to
quick-words-exchange = exchange|convert
quick-words-into = to|into|for|in
quick-words-balance = balance|balances|my balance
# Words that would change the amount they follow: never a note, we rather ask
quick-words-unclear = k|m|mn|bn|thousand|thousands|hundred|hundreds|million|millions|billion|dozen|cent|cents|penny|pence|quarter|half|halves|and|point|or|plus|minus|less|to|percent|times|x|bitcoin|bitcoins|btc|eth|usdc|bucks|buck|grand|rupee|rupees|franc|francs|peso|pesos|ruble|rubles|baht|krona|kronor|kr|lira|dirham|dirhams|rand|real|reais
# Chinese numerals: zero to nine; ten, hundred, thousand, ten thousand; another two; half
quick-digits = 零一二三四五六七八九
quick-units = 十百千万
quick-two = 两
quick-half = 半

quick-form-pay = send { $amount } to { $payee }
quick-form-pay-payee-first = pay { $payee } { $amount }
quick-form-exchange = exchange { $amount } { $currency }
quick-form-exchange-into = exchange { $amount } to { $currency }

error-quick-command-not-understood = I am not sure what you mean, so nothing happened. Write it like this: “{ $first }”, or “{ $second }”.
error-phone-ambiguous = Those digits may be two people's phone numbers. Send it again with the country code: { $first } or { $second }.

quick-hint = 💡 Or just type it: “send 20 to @username lunch”

command-pay = Pay at once, like /pay 20 @username
command-balance = Your balances

## In other chats (@bot 20 cny)

inline-request-title = Ask for { $amount }
inline-request-description = They press the button and check everything in their own chat before they pay
inline-request-message =
    🙋 <b>{ $name }</b> asks for <b>{ $amount }</b> (wallet { $number })
    Press the button: you check it in your private chat with the wallet, and only then pay.
inline-request-button = 💸 Pay { $amount }
inline-link-title = Share your link with { $amount }
inline-link-description = You made it, and nobody has taken it yet
inline-link-message =
    🎁 <b>{ $name }</b> gives <b>{ $amount }</b>
    Press the button to take it in your private chat with the wallet.
inline-link-button = 🎁 Take it
inline-invoice-title = Share invoice № { $number }: { $amount }
inline-invoice-description = You made it, and it can be paid now
inline-invoice-message =
    🧾 Invoice № { $number } of <b>{ $shop }</b>: <b>{ $amount }</b>
    Press the button: you check it in your private chat with the wallet, and only then pay.
inline-make-link = Make a link for { $amount }
inline-open-wallet = No wallet yet? Open one
inline-how = Type an amount, for example 20 CNY
