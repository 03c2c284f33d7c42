import { aReceipt, aTicket } from '@marquee/printer-templates/testing/slips';
import type { PrintJob, PrintStore } from '../print.ts';

/** The queue's rules without a database: what the terminal's own table does, in memory. */
export class Queue implements PrintStore {
  readonly jobs: PrintJob[] = [];
  readonly history: string[] = [];
  failures = 0;

  add(job: Partial<PrintJob> = {}): PrintJob {
    const jobId = this.jobs.length + 1;
    const payload = JSON.stringify(job.kind === 'receipt' ? aReceipt() : aTicket({ line: jobId, tickets: 9 }));
    const added: PrintJob = {
      jobId,
      entrySeq: 123,
      line: jobId,
      kind: 'ticket',
      payload,
      state: 'queued',
      duplicate: false,
      attempts: 0,
      ...job,
    };
    this.jobs.push(added);
    return added;
  }

  nextJob(): PrintJob | null {
    const job = this.jobs.find((each) => each.state === 'queued');
    return job ? { ...job } : null;
  }

  jobsInDoubt(): PrintJob[] {
    return this.jobs.filter((each) => each.state === 'printing').map((job) => ({ ...job }));
  }

  setState(jobId: number, state: PrintJob['state'], note: { duplicate?: boolean } = {}): void {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('disk full');
    }
    const job = this.jobs.find((each) => each.jobId === jobId);
    if (!job) throw new Error(`no job ${jobId}`);
    job.state = state;
    if (state === 'printing') job.attempts += 1;
    if (note.duplicate) job.duplicate = true;
    this.history.push(`${jobId} ${state}`);
  }

  states(): string[] {
    return this.jobs.map((job) => job.state);
  }
}
