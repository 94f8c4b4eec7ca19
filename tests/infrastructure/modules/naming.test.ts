import { describe, expect, it } from "vitest";
import { Naming } from "../../../modules/naming/naming.js";
import { InvalidPropsError } from "../../../modules/props.js";

const props = { project: "acme", environment: "dev", accountId: "123456789012", region: "eu-central-1" };
const naming = new Naming(props);

describe("names", () => {
  it("are project, environment and thing", () => {
    expect(naming.name("orders")).toBe("acme-dev-orders");
    expect(naming.name("")).toBe("acme-dev");
  });

  it("are the same for both ways of writing words", () => {
    expect(naming.name("TimeEntries")).toBe("acme-dev-time-entries");
    expect(naming.name("time-entries")).toBe("acme-dev-time-entries");
  });

  it("of buckets hold the account, as buckets are unique over all accounts", () => {
    expect(naming.bucketName("exports")).toBe("acme-dev-exports-123456789012");
  });

  it.each([
    ["role", 64],
    ["function", 64],
    ["bucket", 63],
    ["queue", 80],
    ["schedule", 64],
  ] as const)("of a %s keep within %i characters, with a stable hash", (kind, limit) => {
    const long = "a-thing-with-an-unusually-long-name-that-nobody-should-give-to-anything-at-all";
    const name = naming.name(`${long}-one`, kind);
    expect(name.length).toBeLessThanOrEqual(limit);
    expect(name).toBe(naming.name(`${long}-one`, kind));
    expect(name).not.toBe(naming.name(`${long}-two`, kind));
    expect(name).toMatch(/^acme-dev-a-thing.*-[0-9a-f]{6}$/);
  });

  it("at the limit are left as they are", () => {
    expect(naming.name("x".repeat(55), "role")).toBe(`acme-dev-${"x".repeat(55)}`);
    expect(naming.name("x".repeat(56), "role")).toMatch(/-[0-9a-f]{6}$/);
  });
});

describe("ARNs", () => {
  it("are computed from names", () => {
    expect(naming.tableArn("t")).toBe("arn:aws:dynamodb:eu-central-1:123456789012:table/t");
    expect(naming.indexArn("t", "i")).toBe("arn:aws:dynamodb:eu-central-1:123456789012:table/t/index/i");
    expect(naming.bucketArn("b")).toBe("arn:aws:s3:::b");
    expect(naming.topicArn("t")).toBe("arn:aws:sns:eu-central-1:123456789012:t");
    expect(naming.queueArn("q")).toBe("arn:aws:sqs:eu-central-1:123456789012:q");
    expect(naming.invokeArn(naming.functionArn("f:live"))).toBe(
      "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:f:live/invocations",
    );
    expect(naming.alarmArn("a")).toBe("arn:aws:cloudwatch:eu-central-1:123456789012:alarm:a");
    expect(naming.mailIdentityArn("acme.io")).toBe("arn:aws:ses:eu-central-1:123456789012:identity/acme.io");
    expect(naming.roleArn("r")).toBe("arn:aws:iam::123456789012:role/r");
    expect(naming.accountArn).toBe("arn:aws:iam::123456789012:root");
  });

  it("take another partition", () => {
    expect(new Naming({ ...props, partition: "aws-cn" }).bucketArn("b")).toBe("arn:aws-cn:s3:::b");
  });
});

it("all wrong props are reported together", () => {
  const make = () => new Naming({ project: "Acme", environment: "dev_1", accountId: "1", region: "Frankfurt" });
  expect(make).toThrow(InvalidPropsError);
  expect(make).toThrow(
    /project is "Acme"[\s\S]*environment is "dev_1"[\s\S]*accountId is "1"[\s\S]*region is "Frankfurt"/,
  );
});
