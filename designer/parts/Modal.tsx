// A dialog over the page, closed by Escape; the focus goes in and comes back. Enter in a field does what its main button does.
// May import its neighbours.
import { X } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import { Modal as AriaModal, Dialog, Heading, ModalOverlay } from 'react-aria-components';
import { Button, IconButton } from './Button.tsx';

export interface ModalProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons at the foot. */
  readonly actions?: ReactNode;
  /** What the button of type `submit` at the foot does, and Enter in a field unless that button is disabled. */
  readonly onSubmit?: () => void;
  readonly size?: 'small' | 'medium' | 'large';
}

export function Modal({ title, open, onClose, children, actions, onSubmit, size = 'medium' }: ModalProps) {
  const content = (
    <>
      <div className="modal-body">{children}</div>
      {actions === undefined ? null : <footer className="modal-foot">{actions}</footer>}
    </>
  );
  return (
    <ModalOverlay className="modal-back" isOpen={open} onOpenChange={(next) => !next && onClose()} isDismissable>
      <AriaModal className="modal" data-size={size}>
        <Dialog className="modal-dialog">
          <header className="modal-head">
            <Heading slot="title">{title}</Heading>
            <IconButton label="Close" icon={<X aria-hidden size={16} />} onPress={onClose} />
          </header>
          {onSubmit === undefined ? (
            content
          ) : (
            <form
              className="modal-form"
              onSubmit={(event: FormEvent) => {
                event.preventDefault();
                onSubmit();
              }}
            >
              {content}
            </form>
          )}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}

export interface ConfirmProps {
  readonly title: string;
  readonly open: boolean;
  readonly children: ReactNode;
  /** The word on the button: what will happen. */
  readonly verb: string;
  readonly danger?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, open, children, verb, danger = false, onConfirm, onClose }: ConfirmProps) {
  return (
    <Modal
      title={title}
      open={open}
      onClose={onClose}
      size="small"
      actions={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            tone={danger ? 'danger' : 'main'}
            autoFocus
            onPress={() => {
              onClose();
              onConfirm();
            }}
          >
            {verb}
          </Button>
        </>
      }
    >
      {children}
    </Modal>
  );
}
