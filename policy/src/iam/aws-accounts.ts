/**
 * Accounts of AWS itself that write logs of load balancers to buckets, in the regions before August 2022:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
const loadBalancers = [
  "127311923021", // us-east-1
  "033677994240", // us-east-2
  "027434742980", // us-west-1
  "797873946194", // us-west-2
  "098369216593", // af-south-1
  "754344448648", // ap-east-1
  "589379963580", // ap-southeast-3
  "718504428378", // ap-south-1
  "383597477331", // ap-northeast-3
  "600734575887", // ap-northeast-2
  "114774131450", // ap-southeast-1
  "783225319266", // ap-southeast-2
  "582318560864", // ap-northeast-1
  "985666609251", // ca-central-1
  "054676820928", // eu-central-1
  "156460612806", // eu-west-1
  "652711504416", // eu-west-2
  "635631232127", // eu-south-1
  "009996457667", // eu-west-3
  "897822967062", // eu-north-1
  "076674570225", // me-south-1
  "507241528517", // sa-east-1
  "048591011584", // us-gov-west-1
  "190560391635", // us-gov-east-1
];

/** True for an account of AWS that a bucket policy names for a log. */
export function isLogDeliveryAccount(account: string): boolean {
  return loadBalancers.includes(account);
}
