import { stopServerDesk } from './server-desk';

export default async function globalTeardown(): Promise<void> {
  await stopServerDesk();
}
