/** For the test of threads: answers a number's double, fails for a negative one, and ends the thread at zero. */
import { answerInThread } from '../thread.ts';

answerInThread((question: number) => {
  if (question === 0) process.exit(1);
  if (question < 0) throw new Error('negative');
  return question * 2;
});
