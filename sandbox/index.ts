import { readCompanyFolder } from './company/read-folder.ts'
import type { CompanyData } from './company/types.ts'
import type { MovableClock } from './core/clock.ts'
import { createSandboxClock } from './core/clock.ts'
import type { Notes } from './core/control.ts'
import type { CallCounts } from './core/counters.ts'
import { recordTo } from './core/recorder.ts'
import type { RunningCrm, SharedParts } from './core/run.ts'
import { createNotes, runCrm } from './core/run.ts'
import { readSnapshotFile, writeSnapshotFile } from './core/snapshot-file.ts'
import type { CrmSandbox } from './core/types.ts'
import { createHubSpotSandbox } from './hubspot/index.ts'
import type { HubSpotSettings } from './hubspot/settings.ts'
import { createSalesforceSandbox } from './salesforce/index.ts'
import type { SalesforceSettings } from './salesforce/settings.ts'

export interface SandboxOptions {
  /** 0 (the default) takes any free port. */
  readonly hubspotPort?: number
  readonly salesforcePort?: number
  /** Fills both CRMs, unless a snapshot is there to be loaded. */
  readonly company?: CompanyData
  /** Loaded at the start if the file exists. It is saved only when asked for. */
  readonly snapshotFile?: string
  /** Both CRMs append their exchanges to it as JSON lines. */
  readonly recordFile?: string
  readonly clock?: MovableClock
  /** Another number hits other calls with the faults that hit a share of them. */
  readonly faultSeed?: number
  /** How the portal differs from an ordinary one. */
  readonly hubspotSettings?: Partial<HubSpotSettings>
  /** How the org differs from an ordinary one. */
  readonly salesforceSettings?: Partial<SalesforceSettings>
}

export interface RunningSandbox {
  readonly hubspot: RunningCrm
  readonly salesforce: RunningCrm
  readonly clock: MovableClock
  readonly notes: Notes
  /** Whether the state came from the snapshot file. */
  readonly restored: boolean
  saveSnapshot(file: string): Promise<void>
  counters(): { readonly hubspot: CallCounts; readonly salesforce: CallCounts }
  close(): Promise<void>
}

/** Starts both CRMs on loopback. Rejects with a plain explanation when a port is taken or the snapshot cannot be read. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const clock = options.clock ?? createSandboxClock()
  const hubspot = createHubSpotSandbox({ ...options.hubspotSettings, clock })
  const salesforce = createSalesforceSandbox({ ...options.salesforceSettings, clock })
  const notes = createNotes()
  const snapshots = snapshotsOf([hubspot, salesforce], clock, notes)
  const restored = options.snapshotFile !== undefined && (await snapshots.load(options.snapshotFile))
  if (!restored && options.company !== undefined) for (const crm of [hubspot, salesforce]) crm.seed(options.company)

  const recorder = options.recordFile === undefined ? undefined : recordTo(options.recordFile)
  const shared: SharedParts = {
    clock,
    notes,
    ...(options.faultSeed === undefined ? {} : { faultSeed: options.faultSeed }),
    ...(recorder === undefined ? {} : { recorder }),
    saveSnapshot: (file) => snapshots.save(file),
    async loadSnapshot(file) {
      if (!(await snapshots.load(file))) throw new TypeError(`there is no snapshot ${file}`)
    },
    readCompany: readCompanyFolder,
  }
  const first = await runCrm(hubspot, shared, options.hubspotPort ?? 0)
  let second: RunningCrm
  try {
    second = await runCrm(salesforce, shared, options.salesforcePort ?? 0)
  } catch (error) {
    await first.close()
    recorder?.close()
    throw error
  }
  return {
    hubspot: first,
    salesforce: second,
    clock,
    notes,
    restored,
    saveSnapshot: (file) => snapshots.save(file),
    counters: () => ({ hubspot: first.counts(), salesforce: second.counts() }),
    async close() {
      await Promise.all([first.close(), second.close()])
      recorder?.close()
    },
  }
}

/** Saves and loads both CRMs, the clock and the notes together. */
function snapshotsOf(crms: readonly CrmSandbox[], clock: MovableClock, notes: Notes) {
  return {
    async save(file: string): Promise<void> {
      await writeSnapshotFile(file, {
        version: 1,
        clock: clock.position(),
        notes: notes.all(),
        crms: Object.fromEntries(crms.map((crm) => [crm.name, crm.snapshot()])),
      })
    },
    /** @returns false when there is no such file. */
    async load(file: string): Promise<boolean> {
      const saved = await readSnapshotFile(file)
      if (saved === undefined) return false
      clock.moveTo(saved.clock)
      notes.replace(saved.notes)
      for (const crm of crms) {
        const state = saved.crms[crm.name]
        if (state !== undefined) crm.restore(state)
      }
      return true
    },
  }
}
