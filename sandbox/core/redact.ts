import type { RecordedExchange } from './recorder.ts'

/** Names under which OAuth and sign-in carry what nobody may read in a file. */
const SECRET =
  /^(?:client_?secret|access_?token|refresh_?token|oauth_?token|id_?token|token|code|code_?verifier|assertion|password|hapikey|signature)$/i
const SIGN_IN = /\/oauth|\/Soap\//i
const REDACTED = 'redacted'

/** An exchange as it may lie around in a file: secrets of signing in are replaced, everything else is as it was. */
export function withoutSecrets(exchange: RecordedExchange): RecordedExchange {
  const url = withoutSecretQuery(exchange.url)
  if (!SIGN_IN.test(exchange.url)) return url === exchange.url ? exchange : { ...exchange, url }
  const { requestBody, responseBody } = exchange
  return {
    ...exchange,
    url,
    ...(requestBody === undefined ? {} : { requestBody: redacted(requestBody) }),
    ...(responseBody === undefined ? {} : { responseBody: redacted(responseBody) }),
  }
}

/** Tokens stand in the query, and in HubSpot's first OAuth version in the path. */
function withoutSecretQuery(url: string): string {
  const [path = '', query] = url.split('?', 2)
  const shown = path.replace(/(\/oauth\/v1\/(?:access|refresh)-tokens\/)[^/]+/, `$1${REDACTED}`)
  return query === undefined ? shown : `${shown}?${redactedForm(query)}`
}

function redacted(body: unknown): unknown {
  if (typeof body === 'string') return body.includes('<') ? redactedXml(body) : redactedForm(body)
  if (Array.isArray(body)) return body.map(redacted)
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]: [string, unknown]) => [
      name,
      SECRET.test(name) && typeof value === 'string' ? REDACTED : typeof value === 'object' ? redacted(value) : value,
    ]),
  )
}

function redactedForm(text: string): string {
  return text.replaceAll(/(^|&)([^=&]+)=([^&]*)/g, (pair: string, before: string, name: string) =>
    SECRET.test(name) ? `${before}${name}=${REDACTED}` : pair,
  )
}

function redactedXml(text: string): string {
  return text.replaceAll(/(<(?:\w+:)?(?:sessionId|password)>)[^<]*/g, `$1${REDACTED}`)
}
