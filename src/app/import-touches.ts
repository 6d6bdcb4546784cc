import type { TouchColumns } from '#domain/attribution/touch-file/columns.ts'
import { readTouchFile } from '#domain/attribution/touch-file/read-touch-file.ts'
import type { FileRow, ReadTouch, TouchFile, TouchFileOptions } from '#domain/attribution/touch-file/read-touch-file.ts'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import { emailDedupeKey } from '#domain/identity/normalize.ts'
import type { Link } from '#domain/identity/link.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import { joinImported } from './people/remember-touches.ts'
import { tellingReached } from './people/tell-reached.ts'
import type { Scope } from './scope.ts'

/** A file whose header was found. */
export interface TouchesFile {
  readonly name: string
  /** SHA-256 of its bytes, hex. */
  readonly checksum: string
  readonly columns: TouchColumns
  readonly rows: readonly FileRow[]
}

export interface TouchImportOptions extends Pick<TouchFileOptions, 'dates'> {
  /** Of times of day that name none; null: the org's. */
  readonly zone: string | null
  /** `rehearse` tells what would become of the file and writes nothing. */
  readonly mode: 'save' | 'rehearse'
}

/** Every row of the file is accepted, unchanged, repeated, blank or rejected. */
export interface TouchesImport extends Omit<TouchFile, 'touches'> {
  readonly rows: number
  /** Rows that were not known before. */
  readonly accepted: number
  /** As they were known, from this or another file. */
  readonly unchanged: number
  /** Of accepted and unchanged ones: rows of people who are linked now. */
  readonly joined: number
  /** Rows that wait for somebody with their address. */
  readonly waiting: number
  /** People whose touches changed; 0 in a rehearsal. */
  readonly people: number
}

type Needed = Pick<Scope, 'store' | 'connection' | 'clock' | 'newId'> & {
  readonly config: Pick<SyncConfig, 'fields' | 'attribution'>
}

/** People of one page. */
const PAGE = 2_000

/**
 * Takes the touches of a file over. Rows of people who are not known are kept, and theirs as soon as somebody with that address
 * enters. Rows that are there already, from whatever file, stay as they are. Credits are computed anew afterwards.
 * @throws UsageError when nothing of the file can be read as it is, with what to pass.
 */
export async function importTouches(
  scope: Needed,
  file: TouchesFile,
  options: TouchImportOptions,
): Promise<TouchesImport> {
  const { store, connection, clock, newId } = scope
  const { id, orgTimeZone } = connection
  const now = clock.now()
  const zones = { times: options.zone ?? orgTimeZone, days: orgTimeZone }
  const read = readTouchFile(file.columns, file.rows, { zones, dates: options.dates, now })
  if (!read.ok) throw new UsageError(`${file.name} was not imported: ${read.reason}; ${read.remedy}`)
  const { touches, ...rest } = read.file
  const keys = new Set(touches.map(({ emailKey }) => emailKey))
  const known = new Set([...(await store.touchSources.importedBy(id, [...keys])).values()].flat().map((row) => row.id))
  const fresh = touches.filter((touch) => !known.has(touch.id))
  const people = await peopleWith(scope, keys)
  const addresses = new Set(people.flatMap(({ emails }) => emails.flatMap((email) => emailDedupeKey(email) ?? [])))
  const joined = touches.filter(({ emailKey }) => addresses.has(emailKey)).length
  const report = {
    ...rest,
    rows: file.rows.length,
    accepted: fresh.length,
    unchanged: touches.length - fresh.length,
    joined,
    waiting: touches.length - joined,
  }
  if (options.mode === 'rehearse' || fresh.length === 0) return { ...report, people: 0 }
  const changed = await store.transaction(async (tx) => {
    const batch = {
      id: newId(),
      kind: 'touches' as const,
      fileName: file.name,
      checksum: file.checksum,
      importedAt: now,
      rows: report.rows,
      accepted: report.accepted,
      unchanged: report.unchanged,
      rejected: report.rejected,
    }
    await tx.imports.add(id, batch)
    await tx.touchSources.saveImported(
      id,
      fresh.map(({ line: _line, ...touch }: ReadTouch) => ({ ...touch, importId: batch.id })),
    )
    const told = await joinAll(scope, tx, people)
    const payload = { connectionId: id }
    await tx.outbox.add([{ id: newId(), job: 'compute-credits', payload, runAt: now }])
    return told
  })
  return { ...report, people: changed }
}

interface KnownPerson {
  readonly linkId: LinkId
  readonly emails: readonly string[]
}

/** Linked people with one of these addresses, as their mapped e-mail tells on either side. */
async function peopleWith({ store, connection, config }: Needed, keys: ReadonlySet<string>): Promise<KnownPerson[]> {
  if (keys.size === 0) return []
  const maps = emailMapsOf(config)
  const found: KnownPerson[] = []
  let after: LinkId | null = null
  for (;;) {
    const page: readonly Link[] = await store.links.page(connection.id, 'person', after, PAGE)
    for (const { id, base } of page) {
      const emails = maps.flatMap((map) => [base[map]?.hubspot, base[map]?.salesforce]).flatMap((email) => email ?? [])
      if (emails.some((email) => keys.has(emailDedupeKey(email) ?? ''))) found.push({ linkId: id, emails })
    }
    after = page.at(-1)?.id ?? null
    if (page.length < PAGE) return found
  }
}

/** Field maps that hold the e-mail of a person. */
export const emailMapsOf = ({ fields }: Pick<SyncConfig, 'fields'>): readonly string[] => [
  ...new Set(
    [...fields['contact-lead'], ...fields['contact-contact']].flatMap(({ id, hubspot }) =>
      hubspot === 'email' ? [id] : [],
    ),
  ),
]

async function joinAll(scope: Needed, tx: Store, people: readonly KnownPerson[]): Promise<number> {
  let changed = 0
  for (let start = 0; start < people.length; start += PAGE) {
    const page = people.slice(start, start + PAGE)
    const links = page.map(({ linkId }) => linkId)
    changed += (await tellingReached(scope, tx, links, () => joinImported(scope, tx, page))).size
  }
  return changed
}
