import { checkConfigContract, readConfigSchemaContract, type ConfigDocument } from '../../contract/config.ts'
import { connectionRoute, deploymentRoute } from '../../route.ts'

export const checkConfigDocument = connectionRoute(checkConfigContract, async ({ scope, body, deps }) => {
  const read = 'yaml' in body ? deps.config.fromYaml(body.yaml) : { ok: true as const, document: body.document }
  if (!read.ok) return { document: null, canSave: false, problems: [notYaml(read.why)] }
  const { problems } = await deps.config.check(scope.connection.id, read.document, body.against)
  return {
    document: isDocument(read.document) ? read.document : null,
    problems: [...problems],
    canSave: problems.every(({ level }) => level === 'warning'),
  }
})

const isDocument = (value: unknown): value is ConfigDocument =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const notYaml = (why: string) => ({
  level: 'error' as const,
  found: 'form' as const,
  path: '',
  message: `this is not valid YAML: ${why}`,
  remedy: 'mend that line',
})

export const readConfigSchema = deploymentRoute(readConfigSchemaContract, async ({ deps }) => ({
  ...deps.config.schema(),
}))
