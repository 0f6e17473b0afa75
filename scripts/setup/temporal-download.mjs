/*
 * The SDK's own download of Temporal's dev server: it has no call that only downloads, so a server is started
 * and stopped. A process of its own, so that it can be ended when the network does not answer.
 * node temporal-download.mjs FOLDER VERSION
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [downloadDir, version] = process.argv.slice(2);
try {
  const environment = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir, version }, ui: false },
  });
  await environment.teardown();
} catch (error) {
  console.error(String(error.message ?? error).replaceAll('\n', ' '));
  process.exitCode = 1;
}
