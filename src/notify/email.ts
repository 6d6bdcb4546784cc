import { createTransport } from 'nodemailer'
import { oneLine } from '#domain/alerts/text.ts'
import { mailAddress } from '#domain/alerts/select.ts'
import type { Message, SendOutcome } from '#ports/notifier.ts'
import { isLoopback } from './address.ts'
import { later, networkWord, park } from './post.ts'

/** Hands one mail to a mail server. Rejects with what nodemailer says. */
export interface MailTransport {
  send(mail: Mail): Promise<{ readonly refused: readonly number[] }>
}

/** `refused` of the result: reply codes of recipients that the server did not take while it took others. */
interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly messageId: string
}

export interface MailSettings {
  /** smtp://user:password@host:587 or smtps://…:465; undefined: there is no mail server. */
  readonly smtpUrl: string | undefined
  /** Address, or name and address: `Tandem <tandem@acme.example>`. */
  readonly from: string | undefined
}

/**
 * A mail server by its address. With a password TLS is demanded, but on this machine itself. Nothing is read from files or addresses
 * that a mail might name.
 */
export function smtpTransport(smtpUrl: string, timeLimitMs: number): MailTransport {
  const url = new URL(smtpUrl)
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeLimitMs,
    greetingTimeout: timeLimitMs,
    socketTimeout: timeLimitMs,
    dnsTimeout: timeLimitMs,
    requireTLS: url.protocol === 'smtp:' && url.password !== '' && !isLoopback(url.hostname),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async (mail) => {
      const info = await transport.sendMail({
        ...mail,
        to: [...mail.to],
        // Out-of-office answers to alerts help nobody (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        signal: AbortSignal.timeout(timeLimitMs),
      })
      return { refused: (info.rejectedErrors ?? []).map(({ responseCode }) => responseCode ?? 550) }
    },
  }
}

/** One mail to all addresses of the channel. The Message-ID is that of the message, so a repeat can be told. */
export async function sendMail(
  transport: MailTransport | null,
  { from }: MailSettings,
  channel: { readonly to: readonly string[] },
  message: Message,
): Promise<SendOutcome> {
  if (transport === null)
    return park(
      'SMTP_URL is not set: it holds the address of the mail server; set it where Tandem runs and start again',
    )
  const sender = mailAddress(/<([^<>]*)>\s*$/.exec(from ?? '')?.[1] ?? from ?? null)
  if (from === undefined || sender === null)
    return park(
      'ALERTS_FROM is not set: it holds the address that alerts come from; set it where Tandem runs and start again',
    )
  const to = channel.to.map((address) => mailAddress(address))
  if (to.some((address) => address === null))
    return park('an address of this channel is none that a mail can go to: mend it in alerts.channels or in Salesforce')
  try {
    const { refused } = await transport.send({
      from,
      to: to.filter((address) => address !== null),
      subject: oneLine(message.subject),
      text: message.text,
      messageId: `<${message.id}@${sender.slice(sender.indexOf('@') + 1)}>`,
    })
    return refused.length === 0 ? { ok: true } : partly(refused, channel.to.length)
  } catch (error) {
    return outcomeOf(error)
  }
}

/** Those who have it get it again with the same Message-ID, which most mailboxes show once. */
function partly(refused: readonly number[], all: number): SendOutcome {
  const words = `the mail server refused ${refused.length} of ${all} recipients (${[...new Set(refused)].join(', ')})`
  return refused.some((code) => code < 500) ? later(words) : park(`${words}: mend the addresses of this channel`)
}

/** Codes of nodemailer that no repeat mends (https://nodemailer.com/errors). */
const PARKED: Readonly<Record<string, string>> = {
  EAUTH: 'the mail server refuses user name or password: mend SMTP_URL',
  ENOAUTH: 'the mail server asks for user name and password: put them in SMTP_URL',
  ETLS: 'no encrypted connection to the mail server could be made: check address, port and certificate in SMTP_URL',
  ECONFIG: 'the address in SMTP_URL cannot be used: mend it',
  EENVELOPE: 'the mail server refuses sender or recipient: check ALERTS_FROM and the address',
}

/** Replies of 500 and above are final, those of 400 temporary (RFC 5321, 4.2.1). Their texts may hold addresses: only codes are told. */
function outcomeOf(error: unknown): SendOutcome {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown }
  const reply = typeof responseCode === 'number' ? responseCode : null
  const meaning = typeof code === 'string' && Object.hasOwn(PARKED, code) ? PARKED[code] : undefined
  if (reply !== null && reply >= 400 && reply < 500) return later(`the mail server answered ${reply}`)
  if (meaning !== undefined) return park(reply === null ? meaning : `${meaning} (it answered ${reply})`)
  if (reply !== null && reply >= 500) return park(`the mail server does not take this mail (it answered ${reply})`)
  const word = typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : networkWord(error)
  return later(`no answer from the mail server (${word === 'EABORT' ? 'time limit' : word})`)
}
