import { Select, Stack } from '@mantine/core'
import { useMemo, useState, type ReactNode } from 'react'
import { readPairSchemasContract, type ConfigPair } from '#http/contract/config-fields.ts'
import { useRead } from '../../api/use-api.ts'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { ConditionsEditor } from '../handover/conditions-editor.tsx'
import { HandoverContext, useHandover } from '../handover/handover-context.ts'
import type { Condition } from '../handover/written.ts'
import { useSection } from './use-section.ts'
import classes from './sync-settings.module.css'

/** Objects that can be filtered, each with the pair whose schema has its fields. */
const OBJECTS = {
  Lead: { pair: 'contact-lead', label: 'Leads' },
  Contact: { pair: 'contact-contact', label: 'Contacts' },
  Account: { pair: 'company-account', label: 'Accounts' },
  Opportunity: { pair: 'deal-opportunity', label: 'Opportunities' },
  Task: { pair: 'task-task', label: 'Tasks' },
  Campaign: { pair: 'campaign-campaign', label: 'Campaigns' },
} as const satisfies Record<string, { readonly pair: ConfigPair; readonly label: string }>
type Filtered = keyof typeof OBJECTS
const NAMES = Object.keys(OBJECTS) as readonly Filtered[]

/** Which records of Salesforce may be linked; an object without conditions takes part whole. */
export function SalesforceFilter() {
  const { section, put, disabled, problems } = useSection<Partial<Record<Filtered, readonly Condition[]>>>([
    'selection',
    'salesforce',
  ])
  const [added, setAdded] = useState<readonly Filtered[]>([])
  const shown = NAMES.filter((name) => (section[name]?.length ?? 0) > 0 || added.includes(name))
  const rest = NAMES.filter((name) => !shown.includes(name))
  return (
    <Panel
      title="Which Salesforce records take part"
      note="Decides entry only: what is linked stays linked. An object without a filter takes part whole."
    >
      <Stack gap="lg">
        {shown.map((name) => (
          <FieldsOf key={name} pair={OBJECTS[name].pair}>
            <fieldset className={classes['fieldset']} disabled={disabled}>
              <ConditionsEditor
                legend={`${OBJECTS[name].label}: all of this must hold`}
                conditions={section[name] ?? []}
                onChange={(next) => {
                  if (next.length === 0) setAdded(added.filter((one) => one !== name))
                  put({ [name]: next.length === 0 ? undefined : next })
                }}
              />
            </fieldset>
          </FieldsOf>
        ))}
        {disabled || rest.length === 0 ? null : (
          <Select
            label={shown.length === 0 ? 'Filter an object' : 'Filter another object'}
            description={shown.length === 0 ? 'All records take part now' : null}
            placeholder="Choose an object"
            maw={280}
            data={rest.map((value) => ({ value, label: OBJECTS[value].label }))}
            value={null}
            onChange={(value) => {
              if (value !== null) setAdded([...added, value as Filtered])
            }}
          />
        )}
        {disabled && shown.length === 0 ? <p className={classes['quiet']}>All records take part.</p> : null}
        <ProblemLines problems={problems} />
      </Stack>
    </Panel>
  )
}

/** Below it, conditions are on fields of one Salesforce object instead of HubSpot contacts. */
function FieldsOf({ pair, children }: { readonly pair: ConfigPair; readonly children: ReactNode }) {
  const handover = useHandover()
  const schemas = useRead(readPairSchemasContract, { params: { pair } }).data
  const value = useMemo(
    () => ({
      ...handover,
      fields: new Map((schemas?.salesforce?.fields ?? []).map((field) => [field.name, field])),
    }),
    [handover, schemas],
  )
  return <HandoverContext.Provider value={value}>{children}</HandoverContext.Provider>
}
