import { Button, Drawer, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { ChangesList } from './changes-list.tsx'
import classes from './draft-bar.module.css'
import { ProblemLines } from './problem-lines.tsx'
import type { Draft } from './use-draft.ts'
import { useDraftChanges } from './use-draft-changes.ts'
import type { Problems } from './use-problems.ts'

type Shown = 'none' | 'changes' | 'preview' | 'save'

// With tables and forms of their own, that most who read a page never open.
const PreviewDrawer = lazy(() => import('./preview-drawer.tsx').then((m) => ({ default: m.PreviewDrawer })))
const SaveDialog = lazy(() => import('./save-dialog.tsx').then((m) => ({ default: m.SaveDialog })))

/** At the foot of every page that edits the configuration, while something is changed. */
export function DraftBar({ draft, problems }: { readonly draft: Draft; readonly problems: Problems }) {
  const changes = useDraftChanges(draft).data?.changes ?? []
  const [shown, setShown] = useState<Shown>('none')
  // What was opened stays, so that it can close with its motion and be opened again as it was.
  const [used, setUsed] = useState<readonly Shown[]>([])
  const close = (): void => setShown('none')
  const show = (next: Shown): void => {
    setShown(next)
    setUsed((before) => [...before, next])
  }
  if (!draft.isChanged || !draft.mayEdit) return null
  const words = changes.length === 1 ? '1 unsaved change' : `${changes.length} unsaved changes`
  const next = draft.inForce.version + 1
  return (
    <>
      <section className={classes['bar']} aria-label="Unsaved changes">
        <div className={classes['words']}>
          <strong>{words}</strong>
          <span className={classes['state']} role="status">
            {stateWords(problems)}
          </span>
        </div>
        <Group gap="xs">
          <Button size="sm" variant="default" onClick={() => show('changes')}>
            Check
          </Button>
          <Button size="sm" variant="default" onClick={() => show('preview')}>
            Preview
          </Button>
          <ConfirmAction
            size="sm"
            label="Discard"
            title="Discard your changes?"
            color="red"
            confirm="Discard"
            onConfirm={async () => draft.discard()}
          >
            {words} in this browser will be gone. Nothing in HubSpot or Salesforce changes.
          </ConfirmAction>
          <Button size="sm" disabled={problems.errors > 0 || draft.isOvertaken} onClick={() => show('save')}>
            Save as version {next}
          </Button>
        </Group>
        {draft.isOvertaken ? <Overtaken draft={draft} /> : null}
      </section>
      <div className={classes['room']} />
      <Drawer
        opened={shown === 'changes'}
        onClose={close}
        position="right"
        size="xl"
        title={<Text fw={650}>Your changes</Text>}
      >
        <Group justify="space-between" mb="sm">
          <Text size="sm" c="var(--quiet)">
            {stateWords(problems)}
          </Text>
          <Button size="xs" variant="default" onClick={problems.checkNow}>
            Check again
          </Button>
        </Group>
        <ProblemLines problems={problems.all} withPath />
        <div className={classes['gap']} />
        <ChangesList changes={changes} before={`Version ${draft.from}`} after="Your draft" />
      </Drawer>
      {used.includes('preview') ? (
        <Suspense fallback={null}>
          <PreviewDrawer draft={draft} opened={shown === 'preview'} onClose={close} hasErrors={problems.errors > 0} />
        </Suspense>
      ) : null}
      {used.includes('save') ? (
        <Suspense fallback={null}>
          <SaveDialog draft={draft} problems={problems} changes={changes} opened={shown === 'save'} onClose={close} />
        </Suspense>
      ) : null}
    </>
  )
}

function stateWords({ errors, warnings, isCurrent, error }: Problems): string {
  if (error !== null) return `It could not be checked: ${error.message}`
  if (!isCurrent) return 'Checking against both CRMs …'
  if (errors > 0) return errors === 1 ? '1 error to mend first' : `${errors} errors to mend first`
  if (warnings > 0) return warnings === 1 ? 'Can be saved; 1 note' : `Can be saved; ${warnings} notes`
  return 'Fits both CRMs'
}

/** Somebody saved while this was edited. */
function Overtaken({ draft }: { readonly draft: Draft }) {
  const [both, setBoth] = useState<readonly string[] | null>(null)
  const [opened, { open, close }] = useDisclosure()
  const { version, author, comment } = draft.inForce
  return (
    <div className={classes['overtaken']} role="alert">
      <span>
        <strong>
          {author} saved version {version} meanwhile
        </strong>{' '}
        (“{comment}”). Put your changes on top of it before you save.
      </span>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          const paths = draft.rebase()
          setBoth(paths)
          if (paths.length > 0) open()
        }}
      >
        Put mine on top
      </Button>
      <Drawer opened={opened} onClose={close} position="right" title={<Text fw={650}>Changed by both</Text>}>
        <Text size="sm">Yours was kept at these places; look at them before you save:</Text>
        <ul>
          {(both ?? []).map((path) => (
            <li key={path}>{path}</li>
          ))}
        </ul>
      </Drawer>
    </div>
  )
}
