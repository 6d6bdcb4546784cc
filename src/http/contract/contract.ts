import * as z from 'zod'
import type { Permission } from '#domain/access.ts'

/** `signed-in`: whoever has an account or a token, whatever it allows. */
export type Access = 'public' | 'signed-in' | Permission

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

/** Parts of the reference page, in its order. */
export const TAGS = [
  'Session',
  'Overview',
  'Configuration',
  'Handover and routing',
  'Leads',
  'Attribution',
  'Records',
  'Problems',
  'Jobs',
  'Alerts',
  'Users and tokens',
  'Audit log',
] as const
export type Tag = (typeof TAGS)[number]

type NoFields = z.ZodObject<Record<string, never>, z.core.$strict>

/**
 * One operation of the API: what it takes, what it gives, who may use it. The server answers by it, the pages ask by it, and the
 * OpenAPI document is made of it. Paths are in the form of Express: `/parked/:id`.
 */
export interface Contract<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  /** Verb first, in camel case; unique. */
  readonly name: string
  /** `connection`: its path goes on after /api/connections/:connection. `deployment`: after /api. */
  readonly of: 'connection' | 'deployment'
  readonly method: Method
  readonly path: string
  readonly access: Access
  readonly tag: Tag
  /** One line, in the words of the reader. */
  readonly summary: string
  readonly description?: string
  /** How the audit log calls it, such as "config.save"; null where nothing is changed. */
  readonly audit: string | null
  /** The reply holds a secret that is shown once: it is not kept for the same request sent again. */
  readonly secretReply?: true
  /** The body holds a password or a link: no print of it is kept, so its Idempotency-Key is not looked at. */
  readonly secretBody?: true
  readonly params: P
  readonly query: Q
  /** `z.undefined()`: none is taken. */
  readonly body: B
  /** `z.undefined()`: answers 204. */
  readonly reply: R
  /** A file to download instead of JSON: see `CSV`. */
  readonly produces?: 'text/csv'
}

interface Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType> extends Pick<
  Contract,
  'name' | 'path' | 'access' | 'tag' | 'summary' | 'description' | 'produces' | 'secretReply' | 'secretBody'
> {
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly reply?: R
}

type Reads = { readonly method: 'GET'; readonly audit?: null }
/** `audit: null` only for what is asked by POST because it is too long for an address, and changes nothing. */
type Changes = { readonly method: Exclude<Method, 'GET'>; readonly audit: string | null }

const maker =
  (of: Contract['of']) =>
  <
    P extends z.ZodObject = NoFields,
    Q extends z.ZodObject = NoFields,
    B extends z.ZodType = z.ZodUndefined,
    R extends z.ZodType = z.ZodUndefined,
  >(
    spec: Spec<P, Q, B, R> & (Reads | Changes),
  ): Contract<P, Q, B, R> => ({
    ...spec,
    of,
    audit: spec.audit ?? null,
    params: spec.params ?? (z.strictObject({}) as unknown as P),
    query: spec.query ?? (z.strictObject({}) as unknown as Q),
    body: spec.body ?? (z.undefined() as unknown as B),
    reply: spec.reply ?? (z.undefined() as unknown as R),
  })

/** An operation on one connection; its server side gets the connection's scope. */
export const connectionContract = maker('connection')
/** An operation on the deployment: session, users, tokens, connections. */
export const deploymentContract = maker('deployment')

/** The whole path, `:connection` included. */
export const pathOf = ({ of, path }: Pick<Contract, 'of' | 'path'>): string =>
  of === 'connection' ? `/api/connections/:connection${path}` : `/api${path}`
