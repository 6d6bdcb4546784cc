import { closeness, searchTerms, titleBeginning, titleOf } from '#domain/identity/search-text.ts'
import { LINK_KINDS, type Link, type LinkKind } from '#domain/identity/link.ts'
import { type LinkId, salesforceId } from '#domain/ids.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Scope } from '../scope.ts'

/** More than these are not looked for: whoever meets so many goes on typing. */
const CANDIDATES = 300
const OPPORTUNITIES = 5

export interface Hit {
  readonly link: Link
  /** `id`: by an id of either CRM, also one that is no longer theirs. */
  readonly foundBy: 'words' | 'id'
  /** Who goes on for one who was merged away; else null. */
  readonly mergedInto: Link | null
}

export interface Findings {
  readonly hits: readonly Hit[]
  /** There are more than are shown. */
  readonly more: boolean
  /** Opportunities without a deal in HubSpot: they have no record of both sides. */
  readonly opportunities: readonly StoredOpportunity[]
}

export const NOTHING_FOUND: Findings = { hits: [], more: false, opportunities: [] }

/** Fewer letters than this fit nearly everything; other scripts say more with one. */
export const isTooShort = (text: string): boolean => {
  const word = text.trim()
  return word === '' || (word.length < 2 && !/[^ -~\u00a0-\u024f]/.test(word))
}

/** Records that somebody may mean by what was typed so far: the closest first, of those the ones that are in use. */
export async function findRecords(
  { store, connection }: Pick<Scope, 'store' | 'connection'>,
  typed: string,
  { kind, limit }: { readonly kind: LinkKind | null; readonly limit: number },
): Promise<Findings> {
  const text = typed.toWellFormed().replaceAll('\u0000', '').trim()
  if (isTooShort(text)) return NOTHING_FOUND
  const ids = idsIn(text)
  const [byId, byWords, named] = await Promise.all([
    store.records.byRecordId(connection.id, ids),
    store.records.search(connection.id, searchTerms(text), {
      kind,
      limit: CANDIDATES,
      beginning: titleBeginning(text),
    }),
    kind === null || kind === 'deal' ? store.records.opportunitiesNamed(connection.id, text, OPPORTUNITIES) : [],
  ])
  const wanted = byId.filter((link) => kind === null || link.kind === kind)
  const known = new Set(wanted.map(({ id }) => id))
  const others = byWords.filter(({ id }) => !known.has(id)).toSorted(byCloseness(text))
  const ordered = [...wanted, ...others]
  const survivors = await store.records.survivors(
    connection.id,
    ordered.flatMap(({ id, state }) => (state === 'unlinked' ? [id] : [])),
  )
  const hits = withoutDoubles(ordered, survivors).map((link): Hit => ({
    link,
    foundBy: known.has(link.id) ? 'id' : 'words',
    mergedInto: survivors.get(link.id) ?? null,
  }))
  const alone = await store.opportunities.byIds(connection.id, [...named, ...ids])
  return {
    hits: hits.slice(0, limit),
    more: hits.length > limit || byWords.length >= CANDIDATES,
    opportunities: [...alone.values()].filter(({ linkId }) => linkId === null).slice(0, OPPORTUNITIES),
  }
}

/** As typed, and a Salesforce id of 15 characters in its long form. */
function idsIn(text: string): readonly string[] {
  if (!/^[A-Za-z0-9]{1,18}$/.test(text)) return []
  return /^[A-Za-z0-9]{15}$/.test(text) ? [text, salesforceId(text)] : [text]
}

/** Whoever was merged away and has nothing of their own to tell is told by who goes on. */
function withoutDoubles(links: readonly Link[], survivors: ReadonlyMap<LinkId, Link>): readonly Link[] {
  const shown = new Set(links.map(({ id }) => id))
  return links.filter(({ id }) => {
    const survivor = survivors.get(id)
    return survivor === undefined || !shown.has(survivor.id)
  })
}

const STATE_ORDER: readonly Link['state'][] = ['active', 'intended', 'unlinked']

function byCloseness(text: string): (a: Link, b: Link) => number {
  const ranks = new Map<LinkId, readonly [number, string]>()
  const rankOf = (link: Link): readonly [number, string] => {
    const known = ranks.get(link.id)
    if (known !== undefined) return known
    const title = titleOf(link.base)
    const rank = [closeness(title, text), title.name ?? title.email ?? ''] as const
    ranks.set(link.id, rank)
    return rank
  }
  return (a, b) => {
    const [[closeA, nameA], [closeB, nameB]] = [rankOf(a), rankOf(b)]
    return (
      closeB - closeA ||
      STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) ||
      LINK_KINDS.indexOf(a.kind) - LINK_KINDS.indexOf(b.kind) ||
      nameA.localeCompare(nameB) ||
      (a.id < b.id ? -1 : 1)
    )
  }
}
