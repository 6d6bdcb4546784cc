import type { RequestListener } from 'node:http'
import express from 'express'
import type { NextFunction, Request, Response } from 'express'
import type { CompanyData } from '../company/types.ts'
import type { MovableClock } from './clock.ts'
import type { ControlBody } from './control-body.ts'
import { anyObject, asksForSomething, controlBody } from './control-body.ts'
import { controlList } from './control-list.ts'
import type { CallCounter } from './counters.ts'
import { readFaultRule } from './fault-rule.ts'
import type { FaultBoard } from './faults.ts'
import type { CrmSandbox } from './types.ts'

/** What the control API of one CRM can reach. `saveSnapshot`, `loadSnapshot` and `notes` are of both CRMs together. */
export interface ControlParts {
  readonly sandbox: CrmSandbox
  readonly clock: MovableClock
  readonly counter: CallCounter
  readonly faults: FaultBoard
  readonly notes: Notes
  readonly saveSnapshot: (file: string) => Promise<void>
  readonly loadSnapshot: (file: string) => Promise<void>
  readonly readCompany: (folder: string) => Promise<CompanyData>
}

/** Small values that whoever drives the sandbox keeps with its state, such as how far a replay has come. */
export interface Notes {
  all(): Readonly<Record<string, unknown>>
  /** Adds values, or replaces those of the same name. */
  set(values: Readonly<Record<string, unknown>>): void
  replace(values: Readonly<Record<string, unknown>>): void
}

/** The control API under `/__sandbox`. JSON in and out; a bad body answers 400 with the reason. */
export function createControl(parts: ControlParts): RequestListener {
  const app = express()
  const api = express.Router()
  app.disable('x-powered-by')
  app.use(express.json({ limit: '512mb' }), refuseOtherBodies)
  app.use('/__sandbox', api)

  const { name: crm, controls = {} } = parts.sandbox
  api.get('/', (_request, response) => void response.json({ crm, controls: controlList(controls) }))
  api.get('/counters', (_request, response) => void response.json(parts.counter.counts()))
  api.delete('/counters', (_request, response) => {
    parts.counter.reset()
    response.json(parts.counter.counts())
  })
  addClock(api, parts.clock)
  addFaults(api, parts.faults)
  addState(api, parts)
  for (const [name, control] of Object.entries(controls)) {
    api.get(`/${name}`, (_request, response) => void response.json(control.read()))
    api.post(`/${name}`, (request, response) => void response.json(control.write(request.body)))
  }
  app.use((request, response) => {
    const error = `there is no control ${request.method} ${request.path}: GET /__sandbox lists those of ${crm}`
    response.status(404).json({ error })
  })
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(400).json({ error: reasonOf(error) })
  })
  return app
}

/** A form or a text would be taken for a missing body; JSON alone also keeps other sites of a browser out. */
function refuseOtherBodies(request: Request, _response: Response, next: NextFunction): void {
  const sent = Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined
  if (sent && request.body === undefined)
    throw new TypeError('the body must be JSON and have the header Content-Type: application/json')
  next()
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error instanceof SyntaxError ? `the body is no JSON: ${error.message}` : error.message
}

function addClock(api: express.Router, clock: MovableClock): void {
  const show = () => ({ now: clock.now(), frozen: clock.position().frozenAt !== null })
  api.get('/clock', (_request, response) => void response.json(show()))
  api.post('/clock', (request, response) => {
    const { release, freezeAt, advanceMs } = partsOf(request.body, ['release', 'freezeAt', 'advanceMs'])
    // All is read before the clock moves.
    if (release !== undefined && release !== true) throw new TypeError('release must be true')
    const at = freezeAt === undefined ? null : instantOf(freezeAt)
    const ms = advanceMs === undefined ? null : numberOf(advanceMs, 'advanceMs')
    if (release === true) clock.release()
    if (at !== null) clock.freeze(at)
    if (ms !== null) clock.advance(ms)
    response.json(show())
  })
}

function addFaults(api: express.Router, faults: FaultBoard): void {
  api.get('/faults', (_request, response) => void response.json({ faults: faults.list() }))
  api.post('/faults', (request, response) => {
    const rules = Array.isArray(request.body) ? (request.body as unknown[]) : [request.body as unknown]
    // All are read before the first is switched on.
    const read = rules.map(readFaultRule)
    response.status(201).json({ ids: read.map((rule) => faults.add(rule)) })
  })
  api.delete('/faults', (_request, response) => {
    faults.clear()
    response.json({ faults: [] })
  })
  api.delete('/faults/:id', (request, response) => {
    const { id } = request.params
    if (!faults.list().some((fault) => String(fault.id) === id)) throw new TypeError(`there is no fault ${id}`)
    faults.remove(Number(id))
    response.json({ faults: faults.list() })
  })
}

function addState(api: express.Router, parts: ControlParts): void {
  api.get('/snapshot', (_request, response) => void response.json(parts.sandbox.snapshot()))
  api.post('/snapshot', (request, response, next) => {
    const file = textOf(partsOf(request.body, ['file'])['file'], 'file')
    parts.saveSnapshot(file).then(() => response.json({ file }), next)
  })
  api.post('/restore', (request, response, next) => {
    const { file, snapshot } = partsOf(request.body, ['file', 'snapshot'])
    if (file === undefined) {
      parts.sandbox.restore(anyObject(snapshot, 'snapshot'))
      response.json({ restored: true })
      return
    }
    parts.loadSnapshot(textOf(file, 'file')).then(() => response.json({ restored: true }), next)
  })
  api.post('/seed', (request, response, next) => {
    const { folder, company } = partsOf(request.body, ['folder', 'company'])
    const rows =
      folder === undefined ? Promise.resolve(readCompanyBody(company)) : parts.readCompany(textOf(folder, 'folder'))
    rows
      .then((read) => {
        parts.sandbox.seed(read)
        response.json({ seeded: read.name })
      })
      .catch(next)
  })
  api.get('/notes', (_request, response) => void response.json(parts.notes.all()))
  api.post('/notes', (request, response) => {
    parts.notes.set(anyObject(request.body))
    response.json(parts.notes.all())
  })
}

/** A body with some of these parts. */
function partsOf(raw: unknown, known: readonly string[]): ControlBody {
  const body = controlBody(raw, known)
  asksForSomething(body, known)
  return body
}

const COMPANY_LISTS = [
  'owners',
  'companies',
  'campaigns',
  'contacts',
  'existingLeads',
  'existingContacts',
  'replay',
] as const satisfies readonly (keyof CompanyData)[]

/** Only the frame is looked at: rows are as the folder reader makes them. */
function readCompanyBody(raw: unknown): CompanyData {
  const company = controlBody(raw, ['name', 'currency', ...COMPANY_LISTS], 'company')
  for (const name of ['name', 'currency']) textOf(company[name], `company.${name}`)
  for (const name of COMPANY_LISTS)
    if (!Array.isArray(company[name])) throw new TypeError(`company.${name} must be a list`)
  return company as unknown as CompanyData
}

function textOf(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`${name} must be a text`)
}

function numberOf(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`${name} must be a number`)
}

function instantOf(value: unknown): number {
  const at = typeof value === 'string' ? Date.parse(value) : value
  if (typeof at === 'number' && Number.isFinite(at)) return at
  throw new TypeError('freezeAt must be an instant such as 2026-01-05T09:00:00Z, or milliseconds')
}
