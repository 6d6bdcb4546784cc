import { createServer } from 'node:net'
import type { Socket } from 'node:net'

/** One mail as it came in. */
export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  /** Header fields, unfolded, by name in lower case; a field that came twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly body: string
}

/**
 * How the server behaves: `take` everything; answer a step with a reply code; say nothing more from a step on (`hang`); take the mail
 * and close the connection before it says so (`drop`).
 */
export type Manner =
  | { readonly kind: 'take' }
  | {
      readonly kind: 'refuse'
      readonly at: 'greeting' | 'auth' | 'mail' | 'rcpt' | 'data'
      readonly code: number
      readonly only?: string
    }
  | { readonly kind: 'hang'; readonly at: 'greeting' | 'data' }
  | { readonly kind: 'drop' }

export interface SmtpSink {
  /** smtp://127.0.0.1:<port> */
  readonly url: string
  /** With AUTH offered: smtp://user:password@… */
  readonly urlWithPassword: string
  readonly mails: readonly TakenMail[]
  behave(manner: Manner): void
  clear(): void
  close(): Promise<void>
}

/** A mail server on loopback that keeps what it is given (RFC 5321 as far as a client of ours goes; no TLS). */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: TakenMail[] = []
  const sockets = new Set<Socket>()
  let manner: Manner = { kind: 'take' }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    converse(
      socket,
      () => manner,
      (mail) => mails.push(mail),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    urlWithPassword: `smtp://tandem:not-to-be-told@127.0.0.1:${port}`,
    mails,
    behave: (next) => {
      manner = next
    },
    clear: () => void mails.splice(0),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function converse(socket: Socket, manner: () => Manner, keep: (mail: TakenMail) => void): void {
  let buffer = ''
  let data = false
  let from = ''
  let to: string[] = []
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  const refused = (at: Extract<Manner, { kind: 'refuse' }>['at'], address = ''): boolean => {
    const now = manner()
    if (now.kind !== 'refuse' || now.at !== at) return false
    if (now.only !== undefined && now.only !== address) return false
    say(`${now.code} no`)
    return true
  }
  const hangs = (at: 'greeting' | 'data'): boolean => {
    const now = manner()
    return now.kind === 'hang' && now.at === at
  }
  const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? ''
  const command = (line: string): void => {
    const word = line.slice(0, 4).toUpperCase()
    if (word === 'EHLO' || word === 'HELO') return say('250-sink\r\n250-AUTH PLAIN\r\n250 8BITMIME')
    if (word === 'AUTH') return refused('auth') ? undefined : say('235 welcome')
    if (word === 'MAIL') {
      if (refused('mail')) return undefined
      from = addressIn(line)
      to = []
      return say('250 ok')
    }
    if (word === 'RCPT') {
      const address = addressIn(line)
      if (refused('rcpt', address)) return undefined
      to.push(address)
      return say('250 ok')
    }
    if (word === 'DATA') {
      if (refused('data')) return undefined
      data = true
      return say('354 go on')
    }
    if (word === 'QUIT') return void socket.end('221 bye\r\n')
    return say(word === 'RSET' || word === 'NOOP' ? '250 ok' : '502 no such command')
  }
  const endOfData = (raw: string): void => {
    data = false
    if (hangs('data')) return
    keep(parse(from, to, raw))
    if (manner().kind === 'drop') socket.destroy()
    else say('250 taken')
  }
  socket.setEncoding('utf8').on('data', (chunk) => {
    buffer += String(chunk)
    for (;;) {
      const end = data ? buffer.indexOf('\r\n.\r\n') : buffer.indexOf('\r\n')
      if (end === -1) return
      const piece = buffer.slice(0, end)
      buffer = buffer.slice(end + (data ? 5 : 2))
      if (data) endOfData(piece)
      else command(piece)
    }
  })
  if (hangs('greeting') || refused('greeting')) return
  say('220 sink')
}

function parse(from: string, to: readonly string[], raw: string): TakenMail {
  const split = raw.indexOf('\r\n\r\n')
  const lines = raw
    .slice(0, split)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const fields = lines.map(
    (line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const,
  )
  const headers = new Map(
    [...Map.groupBy(fields, ([name]) => name)].map(([name, of]) => [name, of.map(([, value]) => value)]),
  )
  const text = raw
    .slice(split + 4)
    .replaceAll('\r\n..', '\r\n.')
    .replaceAll('\r\n', '\n')
  return { from, to: [...to], headers, body: decoded(text, headers.get('content-transfer-encoding')?.[0] ?? '') }
}

function decoded(text: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return text
  const bytes = text
    .replaceAll('=\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
