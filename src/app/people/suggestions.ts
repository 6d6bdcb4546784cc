import { BLOCK_LIMIT, soughtKeys } from '#domain/identity/blocking.ts'
import type { Candidate } from '#domain/identity/match.ts'
import { personFacts } from '#domain/identity/person-facts.ts'
import { suggestPerson } from '#domain/identity/suggest.ts'
import type { Suggestion } from '#domain/identity/suggest.ts'
import { takesPart } from '#domain/lifecycle/selection.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { FoundPair } from '#ports/store/reviews.ts'
import type { Scope } from '../scope.ts'
import { readCandidates } from './candidates.ts'

export interface Suggested {
  readonly candidate: Candidate
  readonly suggestion: Suggestion
}

const NOBODY: ReadonlySet<string> = new Set()

/**
 * Salesforce records that could be these contacts although neither id nor e-mail says so, the most alike first. Found through what was
 * captured and read once, all in one moment: no call where nobody is alike, else one per object and thousand.
 * Records that belong to another contact are left out.
 *
 * @param passedOver records that are not to be looked at for a contact.
 * @returns by contact; whoever is like nobody is absent.
 */
export async function suggestionsFor(
  scope: Scope,
  contacts: readonly RemoteRecord[],
  passedOver: (contactId: string) => ReadonlySet<string> = () => NOBODY,
): Promise<ReadonlyMap<string, readonly Suggested[]>> {
  const country = scope.config.matching.defaultCountry
  const asked = contacts.map((contact) => {
    const facts = personFacts('contacts', contact.values, country)
    return { contact, facts, keys: soughtKeys(facts) }
  })
  const found = await scope.store.matchKeys.find(
    scope.connection.id,
    'person',
    'salesforce',
    asked.flatMap(({ keys }) => keys),
  )
  const telling = new Map([...found].filter(([, ids]) => ids.length <= BLOCK_LIMIT))
  if (telling.size < found.size)
    scope.log.warn(
      { keys: found.size - telling.size, limit: BLOCK_LIMIT },
      'values that too many people in Salesforce share were not looked at for suggestions',
    )
  // Nearly everybody of a first load.
  if (telling.size === 0) return new Map()
  const idsOf = ({ contact, keys }: (typeof asked)[number]): readonly string[] => [
    ...new Set(keys.flatMap((key) => telling.get(key) ?? [])).difference(passedOver(contact.id)),
  ]
  const free = await freeOnes(scope, asked.flatMap(idsOf))
  const candidates = await readCandidates(scope, free)
  return new Map(
    asked.flatMap((one) => {
      const suggested = idsOf(one)
        .flatMap((id) => candidates.get(id) ?? [])
        .filter((candidate) => isEligible(scope, candidate))
        .flatMap((candidate): Suggested[] => {
          const suggestion = suggestPerson(one.facts, personFacts(candidate.object, candidate.values, country))
          return suggestion === null ? [] : [{ candidate, suggestion }]
        })
        .toSorted((a, b) => b.suggestion.points - a.suggestion.points || (a.candidate.id < b.candidate.id ? -1 : 1))
      return suggested.length === 0 ? [] : [[one.contact.id, suggested] as const]
    }),
  )
}

/** Records of no other contact. */
async function freeOnes(scope: Scope, ids: readonly string[]): Promise<readonly string[]> {
  const unique = [...new Set(ids)]
  if (unique.length === 0) return []
  const owners = await scope.store.links.bySalesforceIds(scope.connection.id, 'person', unique)
  return unique.filter((id) => (owners.get(id)?.state ?? 'unlinked') === 'unlinked')
}

/** The index says what was true when it was captured. */
const isEligible = (scope: Scope, { object, values }: Candidate): boolean =>
  values['IsConverted'] !== 'true' &&
  (values['Tandem_Key__c'] ?? null) === null &&
  takesPart(object, values, scope.config.selection)

/** As they are listed for people. */
export const toPairs = (hubspotId: string, suggested: readonly Suggested[]): readonly FoundPair[] =>
  suggested.map(({ candidate, suggestion }) => ({
    kind: 'suggestion',
    hubspotId,
    salesforceObject: candidate.object,
    salesforceId: candidate.id,
    reason: suggestion.level,
    points: suggestion.points,
    evidence: suggestion.evidence,
  }))
