FROM busybox
MAINTAINER yangliangwei "ylw@fjhb.cn"
ADD pp_agent.tgz /var/lib/pp_agent/
