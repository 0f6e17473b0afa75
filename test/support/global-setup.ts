import { startServerDesk } from './server-desk';

export default async function globalSetup(): Promise<void> {
  await startServerDesk();
}
