/**
 * `hs_email_headers` is a JSON text with who wrote to whom; the address properties of an e-mail are taken out of it:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/activities/email/guide (read-only properties)
 */
export function emailAddresses(headers: string): readonly (readonly [name: string, value: string])[] {
  const parsed = parseHeaders(headers)
  const from = peopleOf(parsed?.['from']).slice(0, 1)
  const to = peopleOf(parsed?.['to'])
  return [
    ['hs_email_from_email', listed(from, 'email')],
    ['hs_email_from_firstname', listed(from, 'firstName')],
    ['hs_email_from_lastname', listed(from, 'lastName')],
    ['hs_email_to_email', listed(to, 'email')],
    ['hs_email_to_firstname', listed(to, 'firstName')],
    ['hs_email_to_lastname', listed(to, 'lastName')],
  ]
}

/** Undefined when the text is no JSON object. */
export function parseHeaders(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const peopleOf = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isObject)

const listed = (people: readonly Readonly<Record<string, unknown>>[], key: string): string =>
  people
    .map((person) => person[key])
    .filter((value) => typeof value === 'string' && value !== '')
    .join(';')
