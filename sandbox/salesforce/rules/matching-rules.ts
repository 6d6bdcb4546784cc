import type { Org } from '../org.ts'
import { foldedKey, keyOfField } from '../records/keys.ts'
import type { KeyOf, Row, Value } from '../records/table.ts'
import { closeness, companyName, phoneDigits, plain, sound } from './similarity.ts'

/**
 * How two values of a field are compared.
 * https://help.salesforce.com/s/articleView?id=sales.matching_rules_matching_methods.htm
 */
export const MATCH_METHODS = [
  'exact',
  'first-name',
  'last-name',
  'company',
  'phone',
  'title',
  'street',
  'city',
  'zip',
] as const
export type MatchMethod = (typeof MATCH_METHODS)[number]

/** How records are found that may be the same: any group of fields in which every field matches. */
export interface MatchingRule {
  readonly name: string
  readonly object: string
  readonly engine: 'ExactMatchEngine' | 'FuzzyMatchEngine'
  readonly equation: readonly (readonly string[])[]
  /** By field; exact when absent. */
  readonly methods: Readonly<Record<string, MatchMethod>>
}

/** A record asked about: its value for a field of the matching rule, such as `Account.Name`. */
export type Values = (field: string) => Value

/** A path of a stored row, at most one relationship deep. */
export function valuesOf(org: Org, object: string, row: Readonly<Record<string, Value>>): Values {
  return (path) => {
    const [first = '', second] = path.split('.')
    if (second === undefined) return row[first] ?? null
    const reference = org.catalog.allFields(object).find((field) => field.relationshipName === first)
    const id = reference ? row[reference.name] : null
    const [target = ''] = reference?.referenceTo ?? []
    return typeof id === 'string' ? (org.table(target).get(id)?.[second] ?? null) : null
  }
}

/** Live rows of the rule's object that match, by id; a converted lead is nobody's duplicate. */
export function matchesOf(org: Org, rule: MatchingRule, asked: Values, self: string | null): Row[] {
  const found = new Map<string, Row>()
  for (const group of rule.equation) {
    const byEmail = group.includes('Email')
    if (group.some((field) => asked(field) === null && !mayBeBlank(rule, field, byEmail))) continue
    for (const id of candidates(org, rule, group, asked)) {
      const row = id === self || found.has(id) ? undefined : org.live(rule.object, id)
      if (!row || row['IsConverted'] === true) continue
      if (groupMatches(rule, group, asked, valuesOf(org, rule.object, row))) found.set(id, row)
    }
  }
  const byId = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return byId.slice(0, MOST_MATCHES).map(([, row]) => row)
}

/** https://help.salesforce.com/s/articleView?id=sales.matching_rules_match_key_process.htm */
const MOST_MATCHES = 100

/**
 * A blank field does not match, except that groups with an e-mail address pass over a blank first name or last name.
 * https://help.salesforce.com/s/articleView?id=sales.matching_rules_standard_contact_rule.htm
 */
function mayBeBlank(rule: MatchingRule, field: string, byEmail: boolean): boolean {
  const method = rule.methods[field]
  return byEmail && (method === 'first-name' || method === 'last-name')
}

function groupMatches(rule: MatchingRule, group: readonly string[], asked: Values, stored: Values): boolean {
  const byEmail = group.includes('Email')
  return group.every((field) => {
    const [a, b] = [asked(field), stored(field)]
    if (a === null || b === null) return mayBeBlank(rule, field, byEmail)
    return same(rule.methods[field] ?? 'exact', a, b)
  })
}

function same(method: MatchMethod, a: Value, b: Value): boolean {
  if (method === 'exact') return foldedKey(a) === foldedKey(b)
  if (method === 'phone') return phoneDigits(a) === phoneDigits(b)
  if (method === 'company') return closeness(companyName(a), companyName(b)) >= 0.9
  const [left, right] = [plain(a), plain(b)]
  if (left === right) return true
  if (method === 'first-name') return isInitial(left, right) || closeness(left, right) >= 0.85
  if (method === 'last-name') return closeness(left, right) >= 0.9
  if (method === 'zip') return left.slice(0, 5) === right.slice(0, 5)
  return closeness(left, right) >= (method === 'title' ? 0.7 : 0.85)
}

function isInitial(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return short.length === 1 && long.startsWith(short)
}

/** The start of a company's name, as match keys use it. */
const companyKey: KeyOf = (value) => companyName(value).slice(0, 4)
const phoneKey: KeyOf = (value) => phoneDigits(value).slice(0, -4)
/** An index has one key per field, whichever rule uses it: wide enough for every method. */
const KEYS: Readonly<Record<string, KeyOf>> = {
  LastName: (value) => sound(value),
  Name: companyKey,
  Company: companyKey,
  Website: companyKey,
  Phone: phoneKey,
  MobilePhone: phoneKey,
}

/** Rows that can match in a group: those that share a match key of one of its fields, whichever leaves the fewest. */
function candidates(org: Org, rule: MatchingRule, group: readonly string[], asked: Values): ReadonlySet<string> {
  const table = org.table(rule.object)
  const fields = org.catalog.systemView(rule.object)?.byName
  let fewest: ReadonlySet<string> | null = null
  for (const name of group) {
    const value = asked(name)
    const field = fields?.get(name.toLowerCase())
    const keyed = KEYS[name] !== undefined || (rule.methods[name] ?? 'exact') === 'exact'
    // A related record's name has no index here, and a name that may be blank in the record would be missed by its key.
    if (field === undefined || value === null || !keyed || mayBeBlank(rule, name, group.includes('Email'))) continue
    const keyOf = KEYS[name] ?? keyOfField(field)
    const ids = table.idsWhere(field.name, keyOf(value), keyOf)
    if (fewest === null || ids.size < fewest.size) fewest = ids
  }
  return fewest ?? new Set()
}
