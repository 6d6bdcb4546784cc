import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CompanyData } from '../company/types.ts'
import type { MovableClock } from './clock.ts'
import type { Notes } from './control.ts'
import { createControl } from './control.ts'
import type { CallCounts } from './counters.ts'
import { createCallCounter } from './counters.ts'
import { createFaultBoard } from './faults.ts'
import type { FaultBoard } from './faults.ts'
import { createFront } from './front.ts'
import { createRandom } from './random.ts'
import type { Recorder } from './recorder.ts'
import { trafficLog } from './traffic-log.ts'
import type { CrmSandbox } from './types.ts'

/** What several CRMs of one sandbox share. */
export interface SharedParts {
  readonly clock: MovableClock
  readonly notes: Notes
  readonly recorder?: Recorder
  readonly saveSnapshot: (file: string) => Promise<void>
  readonly loadSnapshot: (file: string) => Promise<void>
  readonly readCompany: (folder: string) => Promise<CompanyData>
  /** Which calls are hit by faults that hit a share of them; the same number hits the same calls on every run. */
  readonly faultSeed?: number
}

/** One CRM that listens on loopback. */
export interface RunningCrm {
  /** Base URL without a slash at the end. */
  readonly url: string
  readonly sandbox: CrmSandbox
  readonly credentials: Readonly<Record<string, string>>
  readonly faults: FaultBoard
  counts(): CallCounts
  close(): Promise<void>
}

/** Faults hit the same calls on every run. */
const FAULT_SEED = 20_261_121

/** Puts the control API, counters, faults and recorder in front of a CRM and listens on 127.0.0.1. Port 0 takes any free one. */
export async function runCrm(sandbox: CrmSandbox, shared: SharedParts, port: number): Promise<RunningCrm> {
  const counter = createCallCounter()
  const random = createRandom(shared.faultSeed ?? FAULT_SEED)
  const faults = createFaultBoard(random)
  const control = createControl({ ...shared, sandbox, counter, faults })
  const log = trafficLog(sandbox.name)
  // The counter can be set back while the sandbox runs; what was recorded cannot.
  const everything = createCallCounter()
  const front = createFront({
    sandbox,
    control,
    counters: [counter, everything],
    faults,
    random,
    recorders: [shared.recorder, log].filter((recorder) => recorder !== undefined),
  })
  const endLog = () => log?.end(everything.counts())
  process.once('exit', endLog)
  const server = createServer({ keepAliveTimeout: 30_000, maxHeaderSize: 65_536 }, (request, response) => {
    // Clients take the platform's time from this header: it has to be the clock that stamps the records.
    response.setHeader('Date', new Date(shared.clock.now()).toUTCString())
    front(request, response)
  })
  try {
    await listening(server, port, sandbox.name)
  } catch (error) {
    process.off('exit', endLog)
    endLog()
    throw error
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sandbox,
    credentials: sandbox.credentials(),
    faults,
    counts: () => counter.counts(),
    async close() {
      await sandbox.close()
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      server.closeAllConnections()
      await promise
      process.off('exit', endLog)
      endLog()
    },
  }
}

async function listening(server: Server, port: number, name: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (error) => {
    const taken = 'code' in error && error.code === 'EADDRINUSE'
    reject(
      taken
        ? new Error(`port ${port} for the ${name} sandbox is taken: stop what listens there or choose another port`)
        : error,
    )
  })
  server.listen(port, '127.0.0.1', resolve)
  await promise
}

export function createNotes(): Notes {
  let values: Readonly<Record<string, unknown>> = {}
  return {
    all: () => values,
    set(added) {
      values = { ...values, ...added }
    },
    replace(all) {
      values = { ...all }
    },
  }
}
