import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import * as z from 'zod'
import { readConfigFile } from './read-config.ts'
import { syncConfigDocument, syncConfigSchema } from './sync-config.ts'

const FILE = join(import.meta.dirname, '..', '..', 'tandem.example.yaml')

describe('tandem.example.yaml', () => {
  test('can be used as it stands', async () => {
    const { config } = await readConfigFile(FILE)
    expect(config.connection.id).toBe('acme')
    expect(config.sla.map(({ clocks }) => clocks[0]?.targetSeconds)).toEqual([3_600, 28_800])
    expect(config.fields['contact-lead'].find((map) => map.id === 'jobtitle')?.rule).toBe('salesforce-unless-blank')
    expect(config.fields['contact-lead'].find((map) => map.id === 'email')?.rule).toBe('hubspot-wins')
  })

  test('is valid by the JSON Schema for editors, which refuses a key that is not there', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const validate = ajv.compile(syncConfigSchema())
    const document = parse(readFileSync(FILE, 'utf8')) as Record<string, unknown>
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true)
    expect(validate({ ...document, selektion: {} })).toBe(false)
  })

  test('shows every key there is', () => {
    const text = readFileSync(FILE, 'utf8')
    const keys = keysOf(z.toJSONSchema(syncConfigDocument, { io: 'input', unrepresentable: 'any' }))
    expect(keys.size).toBeGreaterThan(40)
    const unexplained = [...keys].filter((key) => !new RegExp(`(?:^|[\\s{#])${key}(?::|\\s{2,})`, 'm').test(text))
    expect(unexplained).toEqual([])
  })
})

/** Names of all properties anywhere in a JSON Schema. */
function keysOf(schema: unknown): ReadonlySet<string> {
  if (typeof schema !== 'object' || schema === null) return new Set()
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return new Set([...own, ...Object.values(schema).flatMap((part) => [...keysOf(part)])])
}
