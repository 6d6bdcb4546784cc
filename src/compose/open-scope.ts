import { randomUUID } from 'node:crypto'
import { activateVersion } from '#app/config/activate-version.ts'
import { fitMaps } from '#app/fit-maps.ts'
import type { Scope } from '#app/scope.ts'
import { connectionId } from '#domain/ids.ts'
import { InvariantError, UsageError } from '#domain/errors.ts'
import type { Clock } from '#ports/clock.ts'
import type { Connection } from '#ports/store/connections.ts'
import type { Store } from '#ports/store.ts'
import type { Accounts, TandemOptions } from '../compose.ts'
import { chooseConfig } from './choose-config.ts'
import type { ChosenConfig, FileNotUsed } from './choose-config.ts'
import { notifierFrom } from './notifier.ts'
import { repsAndRobots } from './reps.ts'

type OpenOptions = Pick<TandemOptions, 'config' | 'document' | 'author' | 'log' | 'notifier'>

/** Checks take seconds, so somebody may save meanwhile; more often than this in a row nobody does. */
const TRIES = 5

/**
 * Opens what is in force after a start with a file. What people save while the file is checked is never saved over: it is chosen anew
 * then. @param check rejects what the accounts contradict; then nothing was written.
 */
export async function openNewest(
  options: OpenOptions,
  accounts: Accounts,
  store: Store,
  clock: Clock,
  check: (chosen: ChosenConfig) => Promise<void>,
): Promise<{ readonly scope: Scope; readonly notUsed: FileNotUsed | null }> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const chosen = await chooseConfig(store, connectionId(options.config.connection.id), options)
    await check(chosen)
    const scope = await open({ ...options, ...chosen }, accounts, store, clock)
    if (scope !== null) return { scope, notUsed: chosen.notUsed }
  }
  throw new UsageError('other versions of the configuration are being saved all the time; start again')
}

/** Saves the document over whichever version there is. @throws UsageError when the credentials are those of other accounts than before. */
export async function openScope(options: OpenOptions, accounts: Accounts, store: Store, clock: Clock): Promise<Scope> {
  const scope = await open({ ...options, stored: null, newest: 'any' }, accounts, store, clock)
  if (scope === null) throw new InvariantError('a document is saved over whichever version there is')
  return scope
}

interface Chosen {
  readonly stored: number | null
  readonly newest: number | null | 'any'
}

/** Remembers the connection and its config. @returns null: somebody saved a version that was not looked at. */
async function open(
  options: OpenOptions & Chosen,
  accounts: Accounts,
  store: Store,
  clock: Clock,
): Promise<Scope | null> {
  const id = connectionId(options.config.connection.id)
  const existing = await store.connections.get(id)
  assertSameAccounts(existing, accounts)
  await store.connections.save({
    id,
    name: options.config.connection.name,
    portalId: accounts.portal.id,
    orgId: accounts.org.id,
    currency: accounts.org.currency,
    orgTimeZone: accounts.org.timeZone,
  })
  await resumeIfMended(options, existing, store)
  const connection = await store.connections.get(id)
  if (connection === null) throw new UsageError(`connection ${id} was removed while it was being opened; start again`)
  const configVersion = options.stored ?? (await saved(options, { connection, isNew: existing === null }, store, clock))
  if (configVersion === null) return null
  return {
    connection,
    config: await fitMaps(options.config, accounts),
    configVersion,
    hubspot: accounts.hubspot,
    salesforce: accounts.salesforce,
    store,
    clock,
    log: options.log,
    notifier: options.notifier ?? notifierFrom({}),
    newId: () => randomUUID(),
    ...repsAndRobots(accounts, options.config, clock),
  }
}

/** @returns the number of the version that says the document; null: overtaken. */
async function saved(
  { config, document, author, newest }: OpenOptions & Chosen,
  { connection, isNew }: { readonly connection: Connection; readonly isNew: boolean },
  store: Store,
  clock: Clock,
): Promise<number | null> {
  const outcome = await activateVersion({
    store,
    clock,
    newId: randomUUID,
    connection,
    config,
    version: { document, author, comment: isNew ? 'first version' : 'changed in the file' },
    expected: newest,
  })
  return outcome.kind === 'overtaken' ? null : outcome.version
}

/** A start is a person's word that what made Tandem pause was mended. Of the pause of a person it says nothing. */
async function resumeIfMended({ log }: OpenOptions, existing: Connection | null, store: Store): Promise<void> {
  if (existing?.state !== 'paused') return
  if (existing.pausedBy !== 'person') return store.connections.resume(existing.id)
  log.warn(
    { connection: existing.id, reason: existing.pausedReason },
    `the sync was paused by a person and stays paused: ${existing.pausedReason ?? ''}; resume it on the page Settings`,
  )
}

/** Keys and links are made of the portal's and the org's ids: another account behind the same name would mix two companies. */
function assertSameAccounts(
  existing: { readonly portalId: string; readonly orgId: string } | null,
  accounts: Accounts,
): void {
  if (existing === null) return
  if (existing.portalId === accounts.portal.id && existing.orgId === accounts.org.id) return
  throw new UsageError(
    `this connection belongs to portal ${existing.portalId} and org ${existing.orgId}, but the credentials are for ${accounts.portal.id} and ${accounts.org.id}; use those of the same accounts, or give the connection another id`,
  )
}
