import * as z from 'zod'
import { UsageError } from '#domain/errors.ts'

const optional = z.string().optional()

/** The message says what would do, whatever was given. */
const whole = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`
  return z.coerce.number(message).int(message).min(least, message).max(most, message)
}

const schema = z.object({
  DATABASE_URL: optional,
  REDIS_URL: optional,
  PORT: whole(0, 65_535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  TANDEM_DATA_DIR: z.string().default('.tandem'),
  TANDEM_ACCESS_TOKEN: optional,
  TANDEM_SECRET_KEY: optional,
  TANDEM_API_TOKEN: optional,
  TANDEM_API_RATE_PER_MINUTE: whole(1, 1_000_000).default(600),
  TANDEM_TRUSTED_PROXIES: optional,
  TANDEM_OIDC_ISSUER: optional,
  TANDEM_OIDC_CLIENT_ID: optional,
  TANDEM_OIDC_CLIENT_SECRET: optional,
  TANDEM_OIDC_NAME: optional,
  TANDEM_OIDC_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i, 'must be a domain of e-mail addresses, such as acme.example')
    .optional(),
  TANDEM_PUBLIC_URL: optional,
  TANDEM_POLL_SECONDS: whole(1, 86_400).default(15),
  TANDEM_HUBSPOT_TOKEN: optional,
  TANDEM_HUBSPOT_URL: z.string().default('https://api.hubapi.com'),
  TANDEM_HUBSPOT_API: z.enum(['2026-03', '2026-09', 'v3']).default('2026-03'),
  TANDEM_HUBSPOT_CLIENT_SECRET: optional,
  TANDEM_HUBSPOT_APP_ID: optional,
  TANDEM_SALESFORCE_URL: optional,
  TANDEM_SALESFORCE_CLIENT_ID: optional,
  TANDEM_SALESFORCE_CLIENT_SECRET: optional,
  TANDEM_SALESFORCE_USERNAME: optional,
  TANDEM_SALESFORCE_PRIVATE_KEY_FILE: optional,
  TANDEM_SALESFORCE_AUDIENCE: z.string().default('https://login.salesforce.com'),
  TANDEM_SALESFORCE_EVENTS: z.enum(['on', 'off']).default('off'),
  SMTP_URL: z
    .string()
    .refine(
      (text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? ''),
      'must begin with smtp:// or smtps:// and name a mail server',
    )
    .optional(),
  ALERTS_FROM: z
    .string()
    .regex(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must be an e-mail address, or: Name <address>')
    .optional(),
})

export type Env = z.output<typeof schema>

/**
 * The deployment's settings, from environment variables. A blank one counts as not set: templates leave such behind, and a blank
 * HOST would open the port to every network. @throws UsageError that names the variable.
 */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const told = Object.entries(variables).map(([name, value]) => [
    name,
    value?.trim() === '' ? undefined : value?.trim(),
  ])
  const parsed = schema.safeParse(Object.fromEntries(told))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(
    `environment variable ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}; mend it and start again`,
  )
}

/** A variable that this command cannot do without. */
export function required(env: Env, name: keyof Env, what: string): string {
  const value = env[name]
  if (typeof value === 'string') return value
  throw new UsageError(`${name} is not set: it holds ${what}; set it and start again (README, "Real accounts")`)
}
