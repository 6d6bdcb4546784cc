import { canonicalJson } from '#domain/canonical.ts'
import type { Instant } from '#domain/instant.ts'
import type { Store } from '#ports/store.ts'
import type { SumsBasis, SumsToKeep } from '#ports/store/attribution-sums.ts'
import { TandemError } from '#domain/errors.ts'
import type { Scope } from './scope.ts'
import { segmentMapsOf } from './attribution-report.ts'

export type SumsScope = Pick<Scope, 'store' | 'connection' | 'config' | 'clock'>

/**
 * Sums that are made within this time are made for whoever asks; others by the job alone. Where older figures can be shown meanwhile
 * nobody waits for newer ones as long as where there are none.
 */
const AT_ONCE_MS = { anew: 200, first: 1_500 } as const
/** Opportunities up to which they are tried to be made at once where nobody knows yet how long it takes; and up to which always. */
const AT_ONCE_OPPORTUNITIES = { first: 3_000, always: 500 } as const
/** Sums take at most this part of the time of the database. */
const REST = 10

/** What a reader knows of the figures before them. */
export interface FiguresBasis {
  readonly asOf: Instant
  /** Something has changed since: the figures are those of `asOf`, whole and exact, and newer ones are being made. */
  readonly changedSince: boolean
  readonly channels: ReadonlyMap<string, string>
}

/** Nobody has ever made the sums of this connection, and it holds too much to make them while somebody waits. */
export class SumsNotReady extends TandemError {
  readonly code = 'FIGURES_NOT_READY'
  readonly disposition = 'retry'
}

/**
 * The sums that answers are read from: whole ones, made anew at once where that is quick.
 * @throws SumsNotReady before the first of a large connection, and after other settings until the job was there.
 */
export async function freshSums(scope: SumsScope, by: 'segment' | 'other'): Promise<FiguresBasis> {
  const what = sumsToKeep(scope)
  const basis = await scope.store.attributionSums.basis(scope.connection.id)
  if (basis !== null && isWhole(basis, what, by)) return { ...basis, changedSince: false }
  if (await isQuick(scope, basis, what)) {
    await keepOnce(scope, what)
    const made = await scope.store.attributionSums.basis(scope.connection.id)
    if (made !== null && made.print === what.print) return { ...made, changedSince: !isWhole(made, what, by) }
  }
  if (basis !== null && basis.print === what.print) return { ...basis, changedSince: true }
  throw new SumsNotReady('figures of this connection are being counted for the first time')
}

/** @returns whether sums were made: something had changed, and those before had not taken too much of the database's time. */
export async function keepSums(scope: SumsScope): Promise<boolean> {
  const what = sumsToKeep(scope)
  const basis = await scope.store.attributionSums.basis(scope.connection.id)
  if (basis !== null && isWhole(basis, what, 'segment')) return false
  if (basis !== null && basis.print === what.print && scope.clock.now() < basis.asOf + REST * basis.tookMs) return false
  return keepOnce(scope, what)
}

function sumsToKeep({ connection, config }: SumsScope): SumsToKeep {
  const what = {
    models: config.attribution.models,
    zone: connection.orgTimeZone,
    excludeChannels: config.attribution.touches.excludeChannels,
    segmentMaps: segmentMapsOf(config),
  }
  return { ...what, print: canonicalJson(what) }
}

const isWhole = (basis: SumsBasis, what: SumsToKeep, by: 'segment' | 'other'): boolean =>
  basis.print === what.print &&
  !basis.changed &&
  (by === 'other' || what.segmentMaps.length === 0 || !basis.segmentsChanged)

async function isQuick({ store, connection }: SumsScope, basis: SumsBasis | null, what: SumsToKeep): Promise<boolean> {
  if (basis !== null && basis.tookMs <= AT_ONCE_MS[basis.print === what.print ? 'anew' : 'first']) return true
  const limit = AT_ONCE_OPPORTUNITIES[basis === null ? 'first' : 'always']
  return (await store.attributionSums.opportunities(connection.id, limit)) < limit
}

const running = new WeakMap<Store, Map<string, Promise<boolean>>>()

/** Several questions of one page wait for the same sums. */
function keepOnce({ store, connection, clock }: SumsScope, what: SumsToKeep): Promise<boolean> {
  const ofStore = running.get(store) ?? new Map<string, Promise<boolean>>()
  running.set(store, ofStore)
  const key = `${connection.id} ${what.print}`
  const one =
    ofStore.get(key) ??
    store.attributionSums.keep(connection.id, what, () => clock.now()).finally(() => void ofStore.delete(key))
  ofStore.set(key, one)
  return one
}
