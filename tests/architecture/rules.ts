import type { Import } from './imports.ts'
import { isOwnFile } from './imports.ts'

interface Layer {
  /** Files of the layer: a folder ("src/domain/") or the start of a file name ("src/compose"). The first layer that fits counts. */
  readonly at: string
  /** Where its imports may lead, besides itself, in the same form. */
  readonly may: readonly string[]
  readonly why: string
}

const CORE = ['src/domain/', 'src/ports/']

/** Imports point inwards. A new folder needs a line here: a file that is in no layer is an error. */
export const LAYERS: readonly Layer[] = [
  { at: 'src/domain/', may: [], why: 'the domain is pure: it imports nothing but itself' },
  { at: 'src/ports/', may: ['src/domain/'], why: 'ports are interfaces in words of the domain' },
  { at: 'src/app/', may: CORE, why: 'use cases know ports, never what stands behind them' },
  { at: 'src/store/', may: CORE, why: 'an adapter knows only the domain and the ports' },
  { at: 'src/observe/', may: CORE, why: 'an adapter knows only the domain and the ports' },
  { at: 'src/config/', may: CORE, why: 'an adapter knows only the domain and the ports' },
  { at: 'src/access/', may: CORE, why: 'an adapter knows only the domain and the ports' },
  { at: 'src/notify/', may: CORE, why: 'an adapter knows only the domain and the ports' },
  { at: 'src/http/', may: [...CORE, 'src/app/'], why: 'routes call use cases that are handed in' },
  { at: 'jobs/', may: [...CORE, 'src/app/'], why: 'a job calls one use case' },
  { at: 'connectors/shared/', may: CORE, why: 'an adapter knows only the domain and the ports' },
  { at: 'connectors/hubspot/', may: [...CORE, 'connectors/shared/'], why: 'connectors never know each other' },
  { at: 'connectors/salesforce/', may: [...CORE, 'connectors/shared/'], why: 'connectors never know each other' },
  { at: 'connectors/index.ts', may: ['connectors/'], why: 'the registry of connectors' },
  {
    at: 'src/compose',
    may: [
      'src/domain/',
      'src/ports/',
      'src/app/',
      'src/store/',
      'src/observe/',
      'src/config/',
      'src/notify/',
      'src/access/',
      'src/http/',
      'jobs/',
      'connectors/',
    ],
    why: 'compose knows everyone but those who call it',
  },
  {
    at: 'src/cli/',
    may: [...CORE, 'src/app/', 'src/config/', 'src/observe/', 'src/compose', 'sandbox/'],
    why: 'commands reach adapters through compose; the sandboxes are theirs to start',
  },
  { at: 'src/main.ts', may: ['src/cli/'], why: 'the way in' },
  {
    at: 'sandbox/hubspot/',
    may: ['sandbox/core/', 'sandbox/company/'],
    why: 'the sandboxes import nothing of the product',
  },
  {
    at: 'sandbox/salesforce/',
    may: ['sandbox/core/', 'sandbox/company/'],
    why: 'the sandboxes import nothing of the product',
  },
  { at: 'sandbox/', may: [], why: 'the sandboxes import nothing of the product' },
  { at: 'web/', may: ['src/http/contract/', 'src/domain/'], why: 'the page knows the wire form, not the server' },
]

/** Who may import a package that is kept in one place; packages that are not listed may be imported by any adapter. */
export const KEPT: Readonly<Record<string, readonly string[]>> = {
  'temporal-polyfill': ['src/domain/time.ts'],
  'libphonenumber-js': ['src/domain/identity/phone.ts'],
  tldts: ['src/domain/identity/host.ts'],
  'i18n-iso-countries': ['src/domain/identity/country.ts'],
  jsonata: ['src/app/expressions.ts'],
  'csv-parse': ['src/app/separated-table.ts', 'src/cli/', 'sandbox/'],
  '@electric-sql/pglite': ['src/store/'],
  kysely: ['src/store/'],
  bullmq: ['jobs/'],
  ioredis: ['jobs/', 'src/store/redis-windows.ts', 'src/store/limits.ts'],
  'better-auth': ['src/access/'],
  'rate-limiter-flexible': ['src/store/limits.ts'],
  jsforce: ['connectors/salesforce/client.ts', 'connectors/salesforce/transport.ts', 'connectors/salesforce/events.ts'],
  '@hubspot/api-client': ['connectors/hubspot/client.ts'],
  pino: ['src/observe/log.ts'],
  nodemailer: ['src/notify/email.ts'],
  commander: ['src/cli/'],
  yaml: ['src/config/', 'web/src/features/handover/section-text.tsx', 'web/src/features/mappings/yaml-lines.ts'],
}

/** Layers without packages and built-ins, with what each of them may import all the same. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  'src/domain/': ['temporal-polyfill', 'libphonenumber-js', 'tldts', 'i18n-iso-countries'],
  'src/ports/': [],
  // A hash is a pure function; ids that repeat need one. Expressions are pure as well, but asynchronous; so is parting a text.
  'src/app/': ['node:crypto', 'jsonata', 'csv-parse'],
}

/** Every import that breaks a rule, as a sentence; empty when all is well. */
export function violations(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((one) => [...wrongDirection(one), ...wrongPackage(one)])
}

const layerOf = (file: string): Layer | undefined => LAYERS.find(({ at }) => file.startsWith(at))

function wrongDirection({ file, target }: Import): readonly string[] {
  const layer = layerOf(file)
  if (layer === undefined) return [`${file} is in no layer: add its folder to the rules`]
  if (!isOwnFile(target)) return []
  const allowed = [layer.at, ...layer.may].some((at) => target.startsWith(at))
  return allowed ? [] : [`${file} imports ${target}: ${layer.why}`]
}

function wrongPackage({ file, target }: Import): readonly string[] {
  if (isOwnFile(target)) return []
  const homes = file.startsWith('sandbox/') ? undefined : KEPT[target]
  if (homes !== undefined && !homes.some((home) => file.startsWith(home)))
    return [`${file} imports ${target}: only ${homes.join(', ')} may`]
  const plain = Object.entries(PLAIN).find(([at]) => file.startsWith(at))
  return plain === undefined || plain[1].includes(target)
    ? []
    : [`${file} imports ${target}: ${plain[0]} has no packages`]
}
