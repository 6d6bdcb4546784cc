import { Group, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import type { LiveObject } from '#http/contract/config-fields.ts'
import { FieldPicker } from './field-picker.tsx'

type Test = 'in' | 'notIn' | 'known' | 'blank' | 'contains' | 'atLeast' | 'atMost'
type When = Readonly<Record<string, unknown>>

const TESTS: readonly { readonly value: Test; readonly label: string }[] = [
  { value: 'in', label: 'is one of' },
  { value: 'notIn', label: 'is none of' },
  { value: 'known', label: 'has a value' },
  { value: 'blank', label: 'is blank' },
  { value: 'contains', label: 'contains' },
  { value: 'atLeast', label: 'is at least' },
  { value: 'atMost', label: 'is at most' },
]

/** A test on the HubSpot record: the map acts only while it holds. */
export function ConditionEditor(props: {
  readonly when: When | undefined
  readonly object: LiveObject | null
  readonly locked: boolean
  readonly onChange: (when: When | undefined) => void
}) {
  const { when, object, locked, onChange } = props
  const property = typeof when?.['property'] === 'string' ? when['property'] : ''
  const test = testOf(when)
  const options = object?.fields.find(({ name }) => name === property)?.options ?? []
  const set = (name: string, next: Test, value?: unknown): void => onChange({ property: name, ...partOf(next, value) })
  return (
    <div>
      <Switch
        label="Only for some records"
        checked={when !== undefined}
        disabled={locked}
        onChange={(event) => onChange(event.currentTarget.checked ? { property: '', known: true } : undefined)}
      />
      {when === undefined ? null : (
        <Group grow align="start" mt="xs" preventGrowOverflow={false}>
          <FieldPicker
            label="HubSpot property"
            object={object}
            value={property}
            disabled={locked}
            onChange={(name) => set(name, test, valueOf(when, test))}
          />
          <Select
            label="Test"
            data={[...TESTS]}
            value={test}
            allowDeselect={false}
            disabled={locked}
            onChange={(value) => set(property, value ?? 'known')}
          />
          {test === 'in' || test === 'notIn' ? (
            <TagsInput
              label="Values"
              description="As HubSpot stores them."
              disabled={locked}
              data={options.map(({ value }) => value)}
              value={texts(valueOf(when, test))}
              onChange={(values) => set(property, test, values)}
            />
          ) : null}
          {test === 'contains' || test === 'atLeast' || test === 'atMost' ? (
            <TextInput
              label={test === 'contains' ? 'Text' : 'Number or date'}
              disabled={locked}
              value={texts([valueOf(when, test)])[0] ?? ''}
              onChange={(event) => set(property, test, event.currentTarget.value)}
            />
          ) : null}
        </Group>
      )}
    </div>
  )
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

function testOf(when: When | undefined): Test {
  if (when?.['known'] === false) return 'blank'
  return TESTS.find(({ value }) => when?.[value] !== undefined)?.value ?? 'known'
}

const valueOf = (when: When, test: Test): unknown => (test === 'blank' ? undefined : when[test])

function partOf(test: Test, value: unknown): When {
  switch (test) {
    case 'known':
      return { known: true }
    case 'blank':
      return { known: false }
    case 'in':
    case 'notIn':
      return { [test]: texts(value) }
    case 'contains':
    case 'atLeast':
    case 'atMost':
      return { [test]: typeof value === 'string' ? value : '' }
  }
}
