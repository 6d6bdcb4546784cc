import type { RequestListener } from 'node:http'
import express from 'express'
import type { NextFunction, Request, Response } from 'express'
import type { CompanyData } from '../company/types.ts'
import type { MovableClock } from './clock.ts'
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
  app.use(express.json({ limit: '512mb' }))
  app.use('/__sandbox', api)

  api.get('/counters', (_request, response) => void response.json(parts.counter.counts()))
  api.delete('/counters', (_request, response) => {
    parts.counter.reset()
    response.json(parts.counter.counts())
  })
  addClock(api, parts.clock)
  addFaults(api, parts.faults)
  addState(api, parts)
  for (const [name, control] of Object.entries(parts.sandbox.controls ?? {})) {
    api.get(`/${name}`, (_request, response) => void response.json(control.read()))
    api.post(`/${name}`, (request, response) => void response.json(control.write(request.body)))
  }
  app.use((_request, response) => void response.status(404).json({ error: 'no such control' }))
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(400).json({ error: error instanceof Error ? error.message : String(error) })
  })
  return app
}

function addClock(api: express.Router, clock: MovableClock): void {
  const show = () => ({ now: clock.now(), frozen: clock.position().frozenAt !== null })
  api.get('/clock', (_request, response) => void response.json(show()))
  api.post('/clock', (request, response) => {
    const body = objectOf(request.body)
    if (body['release'] === true) clock.release()
    if (body['freezeAt'] !== undefined) clock.freeze(instantOf(body['freezeAt']))
    if (body['advanceMs'] !== undefined) clock.advance(numberOf(body['advanceMs'], 'advanceMs'))
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
    faults.remove(Number(request.params.id))
    response.json({ faults: faults.list() })
  })
}

function addState(api: express.Router, parts: ControlParts): void {
  api.get('/snapshot', (_request, response) => void response.json(parts.sandbox.snapshot()))
  api.post('/snapshot', (request, response, next) => {
    const file = textOf(objectOf(request.body)['file'], 'file')
    parts.saveSnapshot(file).then(() => response.json({ file }), next)
  })
  api.post('/restore', (request, response, next) => {
    const body = objectOf(request.body)
    if (body['file'] === undefined) {
      parts.sandbox.restore(objectOf(body['snapshot']))
      response.json({ restored: true })
      return
    }
    parts.loadSnapshot(textOf(body['file'], 'file')).then(() => response.json({ restored: true }), next)
  })
  api.post('/seed', (request, response, next) => {
    const body = objectOf(request.body)
    const company =
      body['folder'] === undefined
        ? Promise.resolve(objectOf(body['company']) as unknown as CompanyData)
        : parts.readCompany(textOf(body['folder'], 'folder'))
    company
      .then((rows) => {
        parts.sandbox.seed(rows)
        response.json({ seeded: rows.name })
      })
      .catch(next)
  })
  api.get('/notes', (_request, response) => void response.json(parts.notes.all()))
  api.post('/notes', (request, response) => {
    parts.notes.set(objectOf(request.body))
    response.json(parts.notes.all())
  })
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new TypeError('a JSON object is expected')
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
  return numberOf(at, 'freezeAt')
}
