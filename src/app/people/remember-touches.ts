import { campaignSpeller } from '#domain/attribution/campaign-name.ts'
import { touchOfRow } from '#domain/attribution/imported-touch.ts'
import { touchPrint, withStanding } from '#domain/attribution/touch-facts.ts'
import { emailDedupeKey } from '#domain/identity/normalize.ts'
import type { LinkId } from '#domain/ids.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { askForHistories } from './ask-for-histories.ts'
import { standingTouches, touchesFor } from './touches-now.ts'
import type { LinkedPerson } from './unit.ts'

/**
 * Remembers what these people's contacts tell of interactions, when they became leads, and the rows of files that waited for
 * their addresses. Asks no platform.
 */
export async function rememberTouches(scope: Scope, tx: Store, people: readonly LinkedPerson[]): Promise<void> {
  if (people.length === 0) return
  const { id } = scope.connection
  await tx.touchSources.savePeople(
    id,
    people.map(({ link, contact, record }) => ({
      linkId: link.id,
      // A lead's date survives its conversion: the earliest one ever told is kept.
      leadSince: Math.min(contact.createdAt, record?.createdAt ?? Infinity),
      print: touchPrint(contact.values),
    })),
  )
  const readings = await tx.touchSources.readings(
    id,
    people.map((p) => p.link.id),
  )
  if (people.some(({ link, contact }) => isOutdated(readings.get(link.id), touchPrint(contact.values))))
    await askForHistories(scope, tx)
  const standing = await standingTouches(scope, tx, people)
  await tx.touches.replace(
    id,
    'hubspot',
    people.map((p) => p.link.id),
    people.flatMap((person) => withStanding(touchesFor(person), standing.get(person.link.id) ?? [])),
  )
  await joinImported(
    scope,
    tx,
    people.map(({ link, contact }) => ({ linkId: link.id, emails: emailsOf(contact.values) })),
  )
}

/** Who was read once is on an opportunity. */
const isOutdated = (read: string | undefined, now: string): boolean => read !== undefined && read !== now

const emailsOf = (values: Readonly<Record<string, string | null>>): readonly string[] =>
  [values['email'], ...(values['hs_additional_emails'] ?? '').split(';')].flatMap((email) => email ?? [])

/**
 * Gives people the rows of files that bear one of their addresses, beside those that they have.
 * @returns people whose touches differ from before.
 */
export async function joinImported(
  scope: Pick<Scope, 'connection'>,
  tx: Store,
  people: readonly { readonly linkId: LinkId; readonly emails: readonly string[] }[],
): Promise<ReadonlySet<LinkId>> {
  const { id } = scope.connection
  const keysOf = new Map(people.map(({ linkId, emails }) => [linkId, emails.flatMap((e) => emailDedupeKey(e) ?? [])]))
  const rows = await tx.touchSources.importedBy(id, [...new Set([...keysOf.values()].flat())])
  if (rows.size === 0) return new Set()
  const meant = [...keysOf].filter(([, keys]) => keys.some((key) => rows.has(key)))
  const stored = await tx.touches.byLinks(
    id,
    meant.map(([linkId]) => linkId),
  )
  const nameOf = campaignSpeller(await tx.campaigns.list(id))
  const touches = meant.flatMap(([linkId, keys]): readonly StoredTouch[] => {
    const found = [...new Set(keys)]
      .flatMap((key) => rows.get(key) ?? [])
      .map((row): StoredTouch => ({ ...touchOfRow(row, nameOf), linkId }))
    const ids = new Set(found.map((touch) => touch.id))
    const others = (stored.get(linkId) ?? []).filter((touch) => touch.origin === 'import' && !ids.has(touch.id))
    return [...others, ...found]
  })
  return tx.touches.replace(
    id,
    'import',
    meant.map(([linkId]) => linkId),
    touches,
  )
}
