import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Channel } from '#domain/alerts/types.ts'
import type { Message, SendOutcome } from '#ports/notifier.ts'
import { startHttpSink } from '#support/http-sink.ts'
import type { Answer, HttpSink } from '#support/http-sink.ts'
import { startSmtpSink } from '#support/smtp-sink.ts'
import type { Manner, SmtpSink } from '#support/smtp-sink.ts'
import { createNotifier } from './index.ts'
import type { NotifierOptions } from './index.ts'

const NOW = Date.UTC(2026, 2, 2, 15)
const SECRET = 'a-secret-of-the-receiver'
const HOOK = '/services/T0/B0/very-secret-path'

const message: Message = {
  id: '0123456789abcdef-1',
  subject: 'Answer overdue: Ada Bell (Orrin)',
  text: 'Answer overdue: Ada Bell (Orrin)\nWhy: asked for a demo',
  link: 'https://app.hubspot.com/contacts/1/record/0-1/2',
  payload: { id: '0123456789abcdef-1', alerts: [{ kind: 'breach' }] },
}

const SLACK: Channel = { type: 'slack', urlFrom: 'HOOK_URL' }
const TEAMS: Channel = { type: 'teams', urlFrom: 'HOOK_URL' }
const WEBHOOK: Channel = { type: 'webhook', urlFrom: 'HOOK_URL', secretFrom: 'HOOK_SECRET' }
const EMAIL: Channel = { type: 'email', to: ['ann@sales.example'] }

let http: HttpSink
let smtp: SmtpSink

beforeAll(async () => {
  http = await startHttpSink()
  smtp = await startSmtpSink()
})
afterEach(() => {
  http.clear()
  http.behave(() => ({ status: 200, body: 'ok' }))
  smtp.clear()
  smtp.behave({ kind: 'take' })
})
afterAll(async () => {
  await http.close()
  await smtp.close()
})

const send = (channel: Channel, over: Partial<NotifierOptions> = {}, what: Message = message): Promise<SendOutcome> =>
  createNotifier({
    variables: { HOOK_URL: http.url + HOOK, HOOK_SECRET: SECRET },
    mail: { smtpUrl: smtp.url, from: 'Tandem <tandem@acme.example>' },
    timeLimitMs: 2_000,
    now: () => NOW,
    ...over,
  }).send(channel, what)

const answering = (answer: Answer) => http.behave(() => answer)
const body = (): unknown => JSON.parse(http.requests[0]?.body ?? 'null')
const retry = (reason: RegExp, retryAfterMs: number | null = null) => ({
  ok: false,
  disposition: 'retry',
  retryAfterMs,
  reason: expect.stringMatching(reason),
})
const park = (reason: RegExp) => ({
  ok: false,
  disposition: 'park',
  retryAfterMs: null,
  reason: expect.stringMatching(reason),
})

type Verify = (secret: string, headers: object, body: string, now: number) => boolean

/** The receiver's side as docs/alerts.md shows it. */
async function docsExample(): Promise<Verify> {
  const docs = await readFile(new URL('../../docs/alerts.md', import.meta.url), 'utf8')
  const source = /```js\n([\s\S]*?)```/.exec(docs)?.[1] ?? ''
  const example = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
    readonly isFromTandem: Verify
  }
  return example.isFromTandem
}

describe('Slack', () => {
  it('gets the text as mrkdwn in which nothing is made a link or a mention', async () => {
    expect(await send(SLACK)).toEqual({ ok: true })
    expect(http.requests[0]?.path).toBe(HOOK)
    expect(http.requests[0]?.headers['idempotency-key']).toBe(message.id)
    expect(body()).toEqual({
      text: message.text,
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: message.text, verbatim: true } }],
      unfurl_links: false,
      unfurl_media: false,
      link_names: false,
    })
  })

  it('gets a long text in sections that it takes, cut between lines, and within a line not in an entity', async () => {
    const text = ['a'.repeat(2_000), 'b'.repeat(2_000), `${'c'.repeat(2_997)}&amp;d`].join('\n')
    await send(SLACK, {}, { ...message, text })
    const { blocks } = body() as { blocks: { text: { text: string } }[] }
    const sections = blocks.map((block) => block.text.text)
    expect(sections).toEqual(['a'.repeat(2_000), 'b'.repeat(2_000), `${'c'.repeat(2_997)}…`])
  })

  it.each([
    ['no_service', 404],
    ['channel_is_archived', 410],
    ['action_prohibited', 403],
    ['channel_not_found', 404],
    ['invalid_token', 403],
  ])('says what to do about %s', async (word, status) => {
    answering({ status, body: word })
    expect(await send(SLACK)).toEqual(park(new RegExp(`^Slack: ${word}: .*HOOK_URL`)))
  })
})

describe('Teams', () => {
  it('gets an Adaptive Card whose text knows no markup, with the link as a button', async () => {
    answering({ status: 202 })
    expect(await send(TEAMS)).toEqual({ ok: true })
    expect(body()).toMatchObject({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            type: 'AdaptiveCard',
            body: [
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: message.subject, weight: 'Bolder' }] },
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'Why: asked for a demo' }] },
            ],
            actions: [{ type: 'Action.OpenUrl', url: message.link }],
          },
        },
      ],
    })
  })

  it('is tried again when the older connector says in a 200 that it was too much', async () => {
    answering({
      status: 200,
      body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x',
    })
    expect(await send(TEAMS)).toEqual(retry(/429/))
    answering({
      status: 200,
      body: 'delivery failed with error: Microsoft Teams endpoint returned HTTP error 410 with ContextId x',
    })
    expect(await send(TEAMS)).toEqual(park(/new webhook/))
  })

  it('says that a workflow is switched off', async () => {
    answering({ status: 400, body: '{"error":{"code":"WorkflowTriggerIsNotEnabled"}}' })
    expect(await send(TEAMS)).toEqual(park(/switched off/))
  })
})

describe('a signed webhook', () => {
  it('can be verified as docs/alerts.md says', async () => {
    expect(await send(WEBHOOK)).toEqual({ ok: true })
    const [request] = http.requests
    const verify = await docsExample()
    const [headers, raw] = [request?.headers ?? {}, request?.body ?? '']
    expect(verify(SECRET, headers, raw, NOW / 1000)).toBe(true)
    expect(verify('another secret', headers, raw, NOW / 1000)).toBe(false)
    expect(verify(SECRET, headers, `${raw} `, NOW / 1000)).toBe(false)
    expect(verify(SECRET, headers, raw, NOW / 1000 + 600)).toBe(false)
    expect(verify(SECRET, { ...headers, 'tandem-timestamp': undefined }, raw, NOW / 1000)).toBe(false)
    expect(headers['idempotency-key']).toBe(message.id)
    expect(JSON.parse(raw)).toEqual({
      subject: message.subject,
      text: message.text,
      id: message.id,
      alerts: [{ kind: 'breach' }],
    })
  })

  it('has the same body and key when it is repeated', async () => {
    await send(WEBHOOK)
    await send(WEBHOOK)
    const [first, second] = http.requests
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
  })

  it.each([
    [{}, /HOOK_SECRET is not set/],
    [{ HOOK_SECRET: ' ' }, /HOOK_SECRET is not set/],
    [{ HOOK_SECRET: 'short' }, /too short/],
  ])('is not sent unsigned: %j', async (secret, reason) => {
    expect(await send(WEBHOOK, { variables: { HOOK_URL: http.url, ...secret } })).toEqual(park(reason))
    expect(http.requests).toEqual([])
  })
})

describe('what an answer means', () => {
  it.each<[Answer, ReturnType<typeof retry> | { ok: true }]>([
    [{ status: 204 }, { ok: true }],
    [{ status: 429, headers: { 'retry-after': '30' } }, retry(/429/, 30_000)],
    [{ status: 429, headers: { 'retry-after': new Date(NOW + 90_000).toUTCString() } }, retry(/429/, 90_000)],
    [{ status: 429, headers: { 'retry-after': 'soon' } }, retry(/429/)],
    [{ status: 500 }, retry(/500/)],
    [{ status: 503, headers: { 'retry-after': '5' } }, retry(/503/, 5_000)],
    [{ status: 408 }, retry(/408/)],
    ['hang', retry(/time limit/)],
    [{ status: 301, headers: { location: 'http://elsewhere.example/' } }, park(/redirect/)],
    [{ status: 400, body: 'whatever' }, park(/does not take this message/)],
    [{ status: 401 }, park(/credentials/)],
    [{ status: 404 }, park(/no such webhook/)],
    [{ status: 410 }, park(/no such webhook/)],
  ])('%j', async (answer, outcome) => {
    answering(answer)
    expect(await send(WEBHOOK, { timeLimitMs: 300 })).toEqual(outcome)
  })

  it('no answer at all is tried again', async () => {
    expect(await send(SLACK, { variables: { HOOK_URL: 'http://127.0.0.1:9/x' } })).toEqual(retry(/no answer.*HOOK_URL/))
  })

  it.each([
    [undefined, /HOOK_URL is not set/],
    ['  ', /HOOK_URL is not set/],
    ['hooks.slack.com/services', /holds no address/],
    ['http://hooks.slack.example/services', /not https/],
    ['ftp://127.0.0.1/x', /not https/],
    ['https://user:pass@hooks.slack.example/', /user name/],
  ])('an address such as %j is never asked', async (HOOK_URL, reason) => {
    const never = () => Promise.reject(new Error('asked'))
    expect(await send(SLACK, { variables: { HOOK_URL }, http: never })).toEqual(park(reason))
  })

  it('no reason tells an address, a secret or what a receiver said', async () => {
    const reasons: string[] = []
    for (const status of [200, 301, 400, 401, 404, 429, 500]) {
      answering({ status, body: `echo ${HOOK} ${SECRET}` })
      for (const channel of [SLACK, TEAMS, WEBHOOK]) reasons.push(JSON.stringify(await send(channel)))
    }
    reasons.push(
      JSON.stringify(
        await send(SLACK, { http: () => Promise.reject(new TypeError(`cannot reach ${http.url}${HOOK}`)) }),
      ),
    )
    reasons.push(JSON.stringify(await send(SLACK, { variables: { HOOK_URL: `http://acme.example${HOOK}` } })))
    smtp.behave({ kind: 'refuse', at: 'auth', code: 535 })
    reasons.push(JSON.stringify(await send(EMAIL, { mail: { smtpUrl: smtp.urlWithPassword, from: 't@acme.example' } })))
    for (const reason of reasons) {
      expect(reason).not.toContain('very-secret-path')
      expect(reason).not.toContain(SECRET)
      expect(reason).not.toContain('not-to-be-told')
      expect(reason).not.toContain('127.0.0.1')
    }
  })
})

describe('e-mail', () => {
  it('arrives with its id, marked as automatic', async () => {
    expect(await send(EMAIL)).toEqual({ ok: true })
    const [mail] = smtp.mails
    expect(mail).toMatchObject({ from: 'tandem@acme.example', to: ['ann@sales.example'] })
    expect(mail?.headers.get('message-id')).toEqual([`<${message.id}@acme.example>`])
    expect(mail?.headers.get('subject')).toEqual([message.subject])
    expect(mail?.headers.get('auto-submitted')).toEqual(['auto-generated'])
    expect(mail?.body.trim()).toBe(message.text)
  })

  it('takes nothing of a lead for a header, a recipient or the end of a mail', async () => {
    const subject = 'Overdue: Ada\r\nBcc: everybody@acme.example\r\n\r\n<b>hello'
    const text = 'Why: first\n.\nMAIL FROM:<x@y.example>\nlast 😀'
    expect(await send(EMAIL, {}, { ...message, subject, text })).toEqual({ ok: true })
    expect(smtp.mails).toHaveLength(1)
    expect(smtp.mails[0]?.to).toEqual(['ann@sales.example'])
    expect(smtp.mails[0]?.headers.has('bcc')).toBe(false)
    expect(smtp.mails[0]?.headers.get('subject')).toHaveLength(1)
    expect(smtp.mails[0]?.body.trim()).toBe(text)
  })

  it.each([['a@b.example\r\nRCPT TO:<c@d.example>'], ['a@b.example, c@d.example'], ['Ann <a@b.example>'], ['nobody']])(
    'does not go to %j',
    async (address) => {
      expect(await send({ type: 'email', to: [address] })).toEqual(park(/address/))
      expect(smtp.mails).toEqual([])
    },
  )

  it('goes with a password where there is one', async () => {
    expect(await send(EMAIL, { mail: { smtpUrl: smtp.urlWithPassword, from: 't@acme.example' } })).toEqual({ ok: true })
  })

  it.each<[Manner, ReturnType<typeof retry>]>([
    [{ kind: 'refuse', at: 'greeting', code: 421 }, retry(/421/)],
    [{ kind: 'refuse', at: 'greeting', code: 554 }, park(/554/)],
    [{ kind: 'refuse', at: 'auth', code: 535 }, park(/password.*SMTP_URL.*535/)],
    [{ kind: 'refuse', at: 'auth', code: 454 }, retry(/454/)],
    [{ kind: 'refuse', at: 'mail', code: 550 }, park(/sender or recipient.*550/)],
    [{ kind: 'refuse', at: 'rcpt', code: 550 }, park(/sender or recipient.*550/)],
    [{ kind: 'refuse', at: 'rcpt', code: 450 }, retry(/450/)],
    [{ kind: 'refuse', at: 'data', code: 554 }, park(/554/)],
    [{ kind: 'refuse', at: 'data', code: 451 }, retry(/451/)],
    [{ kind: 'hang', at: 'greeting' }, retry(/no answer/)],
    [{ kind: 'hang', at: 'data' }, retry(/no answer/)],
    [{ kind: 'drop' }, retry(/no answer/)],
  ])('%j', async (manner, outcome) => {
    smtp.behave(manner)
    const mail = { smtpUrl: smtp.urlWithPassword, from: 't@acme.example' }
    expect(await send(EMAIL, { mail, timeLimitMs: 400 })).toEqual(outcome)
  })

  it('that was taken before the line broke has the same id when it comes again', async () => {
    smtp.behave({ kind: 'drop' })
    await send(EMAIL)
    smtp.behave({ kind: 'take' })
    expect(await send(EMAIL)).toEqual({ ok: true })
    const ids = smtp.mails.map((mail) => mail.headers.get('message-id')?.[0])
    expect(ids).toEqual([`<${message.id}@acme.example>`, `<${message.id}@acme.example>`])
  })

  it('of which one recipient was refused is not counted as sent', async () => {
    const both: Channel = { type: 'email', to: ['ann@sales.example', 'gone@sales.example'] }
    smtp.behave({ kind: 'refuse', at: 'rcpt', code: 550, only: 'gone@sales.example' })
    expect(await send(both)).toEqual(park(/1 of 2 recipients \(550\)/))
    smtp.behave({ kind: 'refuse', at: 'rcpt', code: 451, only: 'gone@sales.example' })
    expect(await send(both)).toEqual(retry(/1 of 2 recipients/))
  })

  it.each([
    [{ smtpUrl: undefined, from: 't@acme.example' }, /SMTP_URL is not set/],
    [{ smtpUrl: 'smtp://127.0.0.1:1', from: undefined }, /ALERTS_FROM is not set/],
  ])('waits for its settings', async (mail, reason) => {
    expect(await send(EMAIL, { mail })).toEqual(park(reason))
  })

  it('sends no password over a line that is not encrypted, but on this machine', async () => {
    // 0.0.0.0 reaches this machine and is no name of it.
    const smtpUrl = smtp.urlWithPassword.replace('127.0.0.1', '0.0.0.0')
    expect(await send(EMAIL, { mail: { smtpUrl, from: 't@acme.example' } })).toEqual(park(/encrypted/))
    expect(smtp.mails).toEqual([])
  })
})
