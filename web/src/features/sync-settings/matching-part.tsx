import { Radio, Stack, Switch, TextInput } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { RecordTypes } from './record-types.tsx'
import { useSection } from './use-section.ts'

interface Matching {
  readonly suggestions: 'list' | 'hold' | 'off'
  readonly autoLinkNames: boolean
  readonly defaultCountry: string | null
}

const SUGGESTIONS = [
  {
    value: 'list',
    label: 'Make the record, and list the pair as a possible duplicate',
    description: 'Nobody waits. You decide on Problems, under Matches.',
  },
  {
    value: 'hold',
    label: 'Hold the record until somebody decided',
    description: 'No duplicate is ever made, but sales waits for you.',
  },
  { value: 'off', label: 'Do not look for them', description: 'Only a stored id and the same e-mail link records.' },
] as const

const countries = new Intl.DisplayNames(undefined, { type: 'region' })

/** What makes two records one, besides a stored id and the same e-mail. */
export function MatchingPart() {
  const { section, put, disabled, problems } = useSection<Matching>(['matching'])
  const country = section.defaultCountry ?? ''
  return (
    <>
      <Panel
        title="Matching and duplicates"
        note="Records are linked by a stored id, else by the same e-mail if exactly one record has it. These rules are for people who are alike in other ways."
      >
        <Stack gap="lg">
          <Radio.Group
            label="People who may be the same person"
            description="By phone, name and company"
            value={section.suggestions ?? 'list'}
            onChange={(value) => put({ suggestions: value as Matching['suggestions'] })}
          >
            <Stack gap={10} mt={10}>
              {SUGGESTIONS.map((option) => (
                <Radio key={option.value} {...option} disabled={disabled} />
              ))}
            </Stack>
          </Radio.Group>
          <Switch
            label="Link by itself if only one candidate is left"
            description="With the same phone and a like name, or a like name at the same company"
            checked={section.autoLinkNames ?? false}
            disabled={disabled}
            onChange={(event) => put({ autoLinkNames: event.currentTarget.checked ? true : undefined })}
          />
          <TextInput
            label="Country of phone numbers without one"
            description={`Two letters, such as US. ${countryName(country)}`}
            maw={320}
            maxLength={2}
            value={country}
            disabled={disabled}
            onChange={(event) => {
              const code = event.currentTarget.value.toUpperCase().replaceAll(/[^A-Z]/g, '')
              put({ defaultCountry: code === '' ? undefined : code })
            }}
          />
          <ProblemLines problems={problems} />
        </Stack>
      </Panel>
      <RecordTypes />
    </>
  )
}

function countryName(code: string): string {
  if (code.length !== 2) return code === '' ? 'Blank: such numbers are not compared.' : ''
  try {
    const name = countries.of(code)
    return name === undefined || name === code ? 'No country has this code.' : `${name}.`
  } catch {
    return 'No country has this code.'
  }
}
