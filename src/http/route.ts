import type { Request, RequestHandler, Response } from 'express'
import type { Registry } from 'prom-client'
import type * as z from 'zod'
import type { Scope } from '#app/scope.ts'
import type { Actor } from '#domain/access.ts'
import type { Instant } from '#domain/instant.ts'
import type { Visit } from '#ports/access.ts'
import type { ApiDeps, AuditEntry } from './api-deps.ts'
import type { Access, Contract } from './contract/contract.ts'

/** `actor` where it is not who asked: somebody who signs in was nobody before. */
export type Noted = Pick<AuditEntry, 'subject'> & Partial<Pick<AuditEntry, 'details' | 'actor'>>

/** What an operation gets, its input parsed. */
export interface Context<C extends Contract = Contract> {
  readonly params: z.output<C['params']>
  readonly query: z.output<C['query']>
  readonly body: z.output<C['body']>
  /** null only where the access is public; nobody else looks there. */
  readonly actor: Actor
  readonly deps: ApiDeps
  /** For sign-in: the request, and its session. */
  readonly visit: Visit
  readonly sessionId: string | null
  readonly setCookies: (cookies: readonly string[]) => void
  readonly now: Instant
  /** For the audit log: what it was done to. Without it the address stands there. */
  readonly note: (what: Noted) => void
}

export interface ConnectionContext<C extends Contract = Contract> extends Context<C> {
  readonly scope: Scope
}

/** One operation and how it is done. The reply is parsed by the contract before it is sent. */
export interface ApiRoute<C extends Contract = Contract> {
  readonly contract: C
  readonly handle: (context: ConnectionContext | Context) => Promise<unknown>
}

/** Where nothing is answered, nothing has to be returned. */
type Answered<C extends Contract> =
  undefined extends z.input<C['reply']> ? z.input<C['reply']> | void : z.input<C['reply']>

/** Answers an operation on a connection; who asks may reach it, and `scope` is its. */
export const connectionRoute = <C extends Contract>(
  contract: C,
  handle: (context: ConnectionContext<C>) => Promise<Answered<C>>,
): ApiRoute<C> => ({ contract, handle: (context) => handle(context as unknown as ConnectionContext<C>) })

/** Answers an operation on the deployment. */
export const deploymentRoute = <C extends Contract>(
  contract: C,
  handle: (context: Context<C>) => Promise<Answered<C>>,
): ApiRoute<C> => ({ contract, handle: (context) => handle(context as unknown as Context<C>) })

/** What routes that are no operation may use. */
export interface RawDeps {
  /** Whether the database answers. */
  readonly ready: () => Promise<boolean>
  readonly registry: Registry
  readonly api: ApiDeps
  readonly audit: (entry: AuditEntry) => Promise<void>
}

/**
 * A way into the server that is no operation of the API: probes, metrics, files, webhooks, streams. `GET` answers exactly its path;
 * `USE` hands everything below its path to a handler that decides by itself.
 */
export type RawRoute = {
  readonly path: string
  readonly access: Access
} & (
  | { readonly method: 'GET'; readonly handle: (deps: RawDeps, req: Request, res: Response) => void | Promise<void> }
  | { readonly method: 'USE'; readonly handle: RequestHandler }
)
